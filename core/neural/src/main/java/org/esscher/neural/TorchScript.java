package org.esscher.neural;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.language.LanguageModels;
import org.esscher.neural.internal.language.SamplingRule;
import org.esscher.neural.internal.language.Script;
import org.esscher.neural.internal.language.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * A causal language model that {@code torch.jit.trace} or {@code torch.jit.script} exported from
 * Python, to be scored, sampled and trained: all of its parameters, or low-rank adapters of named
 * linear layers.
 *
 * <p>The module takes an int64 matrix of tokens, rows · time, and gives logits, rows · time ·
 * vocabulary, in float32 or float64 as it was saved. It is called in evaluation mode, without a
 * mask: rows are padded on the right, and a trial at the beginning refuses a module whose logits
 * depend on later tokens or on other rows. Outputs are those of {@link TransformerLm} without
 * {@code hidden}.
 *
 * <p><b>TorchScript is code.</b> Whoever makes the file decides what this process executes when the
 * module is called. The file is loaded only because it is named here; take it from where you would
 * take a program.
 *
 * <p>The policy holds native memory until it is closed, and each frozen version a module of its
 * own. A saved policy has its parameters, and refuses another file than the one it was trained in.
 *
 * @param file path of the module, as {@code torch.jit.save} writes it; it has to stay for as long
 *     as a run or a saved policy needs it
 * @param adapters names of linear layers that get low-rank adapters; empty to train all parameters
 * @param rank rank of the adapters' matrices
 * @param alpha strength of the adapters: they are added with the factor alpha/rank
 * @param alphabet characters that texts consist of, numbered in this order, then the end, then the
 *     begin; empty for the bytes of UTF-8, the end being 256 and the begin 257
 * @param tokenizer the model's {@code tokenizer.json}, instead of an alphabet; empty for none
 * @param begin the tokenizer's token that begins a text; empty for the id after all others
 * @param end the tokenizer's token that ends a text; empty for the id after the vocabulary
 * @param prompt the column of the prompt; empty for completions without one
 * @param context most tokens that the module sees at once
 * @param maxPrompt most tokens of a prompt, below context; longer prompts lose their beginning
 * @param longCompletions what happens to completions that don't fit
 * @param temperature sampling temperature: logits are divided by it
 * @param topK number of most likely tokens that may be drawn; 0 for all
 * @param topP nucleus sampling: the fewest most likely tokens whose probabilities sum to this may
 *     be drawn; 1 for all
 * @param maxTokens most tokens of a sample; together with maxPrompt at most context
 */
@Component(
    value = "torchscript",
    summary = "causal language model exported from Python, trained whole or by adapters",
    paper = "adapters of Hu et al. 2021, arXiv 2106.09685")
public record TorchScript(
    @NotEmpty String file,
    @Default("[]") List<String> adapters,
    @Default("8") @Positive int rank,
    @Default("16") @Positive double alpha,
    @Default("''") String alphabet,
    @Default("''") String tokenizer,
    @Default("''") String begin,
    @Default("''") String end,
    @Default("prompt") String prompt,
    @Default("256") @Min(2) int context,
    @Default("128") @PositiveOrZero int maxPrompt,
    @Default("refuse") LongCompletions longCompletions,
    @Default("1") @Positive double temperature,
    @Default("0") @PositiveOrZero int topK,
    @Default("1") @Positive @DecimalMax("1") double topP,
    @Default("64") @Positive int maxTokens)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param file as for the record
   * @param adapters as for the record
   * @param rank as for the record
   * @param alpha as for the record
   * @param alphabet as for the record
   * @param tokenizer as for the record
   * @param begin as for the record
   * @param end as for the record
   * @param prompt as for the record
   * @param context as for the record
   * @param maxPrompt as for the record
   * @param longCompletions as for the record
   * @param temperature as for the record
   * @param topK as for the record
   * @param topP as for the record
   * @param maxTokens as for the record
   */
  public TorchScript {
    adapters = List.copyOf(adapters);
  }

  @Override
  public Policy create(Context call, @Nullable State saved) {
    return new LanguageModels(
            new Tokens(alphabet, tokenizer, begin, end),
            prompt,
            context,
            maxPrompt,
            longCompletions == LongCompletions.CUT)
        .scripted(
            new Script(file, adapters, rank, alpha),
            new SamplingRule(temperature, topK, topP),
            maxTokens,
            call,
            saved);
  }
}
