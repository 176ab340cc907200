package org.esscher.neural;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.language.LanguageModels;
import org.esscher.neural.internal.language.SamplingRule;
import org.esscher.neural.internal.language.Tokens;
import org.esscher.neural.internal.language.TransformerSize;
import org.jspecify.annotations.Nullable;

/**
 * A causal transformer over the bytes of UTF-8, the characters of a given alphabet or the tokens of
 * a {@code tokenizer.json}, that completes prompts. Every sequence that it can give is a text:
 * bytes that would leave UTF-8 have probability 0.
 *
 * <p>A completion's tokens are its bytes (characters, or as the file's tokenizer encodes it), then
 * an end; a row whose column {@code truncated} is true has no end. Outputs are lists, a token of
 * the completion each: {@code logp} in nats; {@code entropy} of its distribution; {@code
 * token_logit} and {@code log_normalizer}, whose difference is {@code logp}; {@code class_logp},
 * vectors over all tokens (−∞ for what can't follow); {@code hidden}, the representation that
 * predicts the token. {@code cut_tokens} is a number a row: how many tokens of its completion were
 * left off.
 *
 * <p>A prompt is given by its last {@code maxPrompt} tokens. A completion that the context has no
 * room for is refused, or cut on request.
 *
 * <p>Samples carry {@code behavior_logp} token by token, {@code truncated} and {@code temperature}.
 * Where a batch has a column {@code temperature}, all outputs but {@code hidden} are of the
 * distribution at that temperature: so a policy's log-probabilities are of the distribution that
 * sampled. A file's tokens are not determined by their text: samples then carry {@code tokens},
 * lists of ids without the end, and a batch that has them is scored by them. What top-k and top-p
 * leave out is not undone by scoring: use them to look at samples, not to train on.
 *
 * @param alphabet the characters of texts; empty for the bytes of UTF-8
 * @param tokenizer a {@code tokenizer.json} of Hugging Face, instead of an alphabet; empty for none
 * @param begin the tokenizer's token that begins a text, such as {@code <s>}; empty to add a new
 *     one
 * @param end the tokenizer's token that ends a text, such as {@code </s>}; empty to add a new one
 * @param prompt the column of the prompt; empty for completions without one
 * @param context most tokens that the network sees at once
 * @param maxPrompt most tokens of a prompt, below context; longer prompts lose their beginning
 * @param longCompletions what happens to completions that don't fit
 * @param layers number of transformer blocks, each of attention and a perceptron
 * @param heads number of attention heads; it must divide the width
 * @param width components of the vector that represents a token
 * @param temperature sampling temperature: logits are divided by it
 * @param topK number of most likely tokens that may be drawn; 0 for all
 * @param topP nucleus sampling: the fewest most likely tokens whose probabilities sum to this may
 *     be drawn; 1 for all
 * @param maxTokens most tokens of a sample; together with maxPrompt at most context
 * @param precision floating-point format of the network
 */
@Component(
    value = "transformer-lm",
    summary = "causal transformer over bytes or an alphabet, which completes prompts",
    paper = "Radford et al. 2019, Language models are unsupervised multitask learners (GPT-2)")
public record TransformerLm(
    @Default("''") String alphabet,
    @Default("''") String tokenizer,
    @Default("''") String begin,
    @Default("''") String end,
    @Default("prompt") String prompt,
    @Default("256") @Min(2) int context,
    @Default("128") @PositiveOrZero int maxPrompt,
    @Default("refuse") LongCompletions longCompletions,
    @Default("4") @Positive int layers,
    @Default("4") @Positive int heads,
    @Default("128") @Positive int width,
    @Default("1") @Positive double temperature,
    @Default("0") @PositiveOrZero int topK,
    @Default("1") @Positive @DecimalMax("1") double topP,
    @Default("64") @Positive int maxTokens,
    @Default("float32") Precision precision)
    implements PolicyProvider {
  @Override
  public Policy create(Context call, @Nullable State saved) {
    return new LanguageModels(
            new Tokens(alphabet, tokenizer, begin, end),
            prompt,
            context,
            maxPrompt,
            longCompletions == LongCompletions.CUT)
        .transformer(
            new TransformerSize(layers, heads, width, precision),
            new SamplingRule(temperature, topK, topP),
            maxTokens,
            call,
            saved);
  }
}
