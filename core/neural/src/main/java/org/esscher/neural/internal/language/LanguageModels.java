package org.esscher.neural.internal.language;

import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.ParameterVector;
import org.jspecify.annotations.Nullable;

/**
 * Makes models of transformers.
 *
 * @param alphabet characters, or empty for the bytes of UTF-8
 * @param prompt the column of the prompt, or empty
 * @param context positions
 * @param maxPrompt tokens of a prompt at most
 * @param cutsCompletions whether long completions are cut, and not refused
 * @param layers blocks
 * @param heads of attention
 * @param width of a token's representation
 * @param precision of the network
 */
public record LanguageModels(
    String alphabet,
    String prompt,
    int context,
    int maxPrompt,
    boolean cutsCompletions,
    int layers,
    int heads,
    int width,
    Precision precision) {
  /**
   * Checks.
   *
   * @param alphabet as for the record
   * @param prompt as for the record
   * @param context as for the record
   * @param maxPrompt as for the record
   * @param cutsCompletions as for the record
   * @param layers as for the record
   * @param heads as for the record
   * @param width as for the record
   * @param precision as for the record
   */
  public LanguageModels {
    if (width % heads != 0) {
      throw EsscherException.user("%d heads don't divide a width of %d", heads, width);
    }
    if (maxPrompt >= context) {
      throw EsscherException.user(
          "prompts of up to %d tokens leave no room for completions in a context of %d",
          maxPrompt, context);
    }
  }

  /**
   * A policy over completions.
   *
   * @param temperature of sampling
   * @param topK of sampling; 0 for all
   * @param topP of sampling
   * @param maxTokens tokens of a sample at most
   * @param call draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy policy(
      double temperature,
      int topK,
      double topP,
      int maxTokens,
      Context call,
      @Nullable State saved) {
    if (maxPrompt + maxTokens > context) {
      throw EsscherException.user(
          "maxPrompt %d and maxTokens %d exceed the context of %d; their sum has to fit",
          maxPrompt, maxTokens, context);
    }
    LanguageModel model = model();
    return new LanguagePolicy(
        model,
        texts(context),
        new SamplingRule(temperature, topK, topP),
        maxTokens,
        ParameterVector.of(model.layout(), saved, call.random()));
  }

  /**
   * A reward of completions.
   *
   * @param call draws first parameters
   * @param saved a state, or null
   * @return the reward model
   */
  public RewardModel reward(Context call, @Nullable State saved) {
    ScoreHead head = new ScoreHead(model());
    // The end is read too, so that it needs a place in the context.
    return new LanguageReward(
        head, texts(context - 1), ParameterVector.of(head.layout(), saved, call.random()));
  }

  private LanguageModel model() {
    Tokenizer tokenizer = tokenizer();
    return new LanguageModel(
        tokenizer, new Transformer(tokenizer.size(), context, layers, heads, width, precision));
  }

  private Texts texts(int tokens) {
    return new Texts(tokenizer(), prompt, maxPrompt, tokens, cutsCompletions);
  }

  private Tokenizer tokenizer() {
    return alphabet.isEmpty() ? new ByteTokenizer() : new AlphabetTokenizer(alphabet);
  }
}
