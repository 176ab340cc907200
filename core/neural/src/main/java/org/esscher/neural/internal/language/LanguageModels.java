package org.esscher.neural.internal.language;

import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.neural.internal.network.ParameterVector;
import org.jspecify.annotations.Nullable;

/**
 * Makes models that read texts.
 *
 * @param tokens of the texts
 * @param prompt the column of the prompt, or empty
 * @param context positions
 * @param maxPrompt tokens of a prompt at most
 * @param cutsCompletions whether long completions are cut, and not refused
 */
public record LanguageModels(
    Tokens tokens, String prompt, int context, int maxPrompt, boolean cutsCompletions) {
  /**
   * Checks.
   *
   * @param tokens as for the record
   * @param prompt as for the record
   * @param context as for the record
   * @param maxPrompt as for the record
   * @param cutsCompletions as for the record
   */
  public LanguageModels {
    if (maxPrompt >= context) {
      throw EsscherException.user(
          "prompts of up to %d tokens leave no room for completions in a context of %d",
          maxPrompt, context);
    }
  }

  /**
   * A transformer as a policy over completions.
   *
   * @param size of the transformer
   * @param rule of sampling
   * @param maxTokens most tokens of a sample
   * @param call draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy transformer(
      TransformerSize size, SamplingRule rule, int maxTokens, Context call, @Nullable State saved) {
    requireRoom(maxTokens);
    LanguageModel model = size.model(tokens.tokenizer(), context);
    try {
      return new LanguagePolicy(
          model,
          texts(model.tokenizer(), context),
          rule,
          maxTokens,
          ParameterVector.of(model.layout(), saved, call.random()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * A TorchScript module as a policy over completions.
   *
   * @param script the module
   * @param rule of sampling
   * @param maxTokens most tokens of a sample
   * @param call draws first parameters
   * @param saved a state, or null
   * @return the policy, which holds native memory
   */
  public Policy scripted(
      Script script, SamplingRule rule, int maxTokens, Context call, @Nullable State saved) {
    requireRoom(maxTokens);
    Tokenizer tokenizer = tokens.tokenizer();
    Script.Loaded loaded;
    try {
      loaded = script.load(tokenizer, saved, call.random());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
    return new LanguagePolicy(
        loaded.model(), texts(tokenizer, context), rule, maxTokens, loaded.parameters());
  }

  private void requireRoom(int maxTokens) {
    if (maxPrompt + maxTokens > context) {
      throw EsscherException.user(
          "maxPrompt %d and maxTokens %d exceed the context of %d; their sum has to fit",
          maxPrompt, maxTokens, context);
    }
  }

  /**
   * A reward of completions.
   *
   * @param size of the transformer
   * @param call draws first parameters
   * @param saved a state, or null
   * @return the reward model
   */
  public RewardModel reward(TransformerSize size, Context call, @Nullable State saved) {
    ScoreHead head = new ScoreHead(size.model(tokens.tokenizer(), context));
    try {
      // The end is read too, so that it needs a place in the context.
      return new LanguageReward(
          head,
          texts(head.model().tokenizer(), context - 1),
          ParameterVector.of(head.layout(), saved, call.random()));
    } catch (RuntimeException e) {
      head.model().close();
      throw e;
    }
  }

  private Texts texts(Tokenizer tokenizer, int positions) {
    return new Texts(tokenizer, prompt, maxPrompt, positions, cutsCompletions);
  }
}
