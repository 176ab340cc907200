package org.esscher.neural;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.language.LanguageModels;
import org.esscher.neural.internal.language.Tokens;
import org.esscher.neural.internal.language.TransformerSize;
import org.jspecify.annotations.Nullable;

/**
 * A reward of completions that the transformer of {@link TransformerLm} reads: a linear function of
 * its representation at the completion's end. Fitted to preferences it is a Bradley-Terry model.
 *
 * <p>Outputs: {@code score} a row; {@code token_score}, a list: the same function at every token of
 * the completion, the end last, for rewards token by token.
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
 * @param precision floating-point format of the network
 */
@Component(
    value = "bradley-terry-lm",
    summary = "score of a completion by a transformer over its text",
    paper = "as the reward model of Ouyang et al. 2022, arXiv 2203.02155")
public record BradleyTerryLm(
    @Default("''") String alphabet,
    @Default("''") String tokenizer,
    @Default("''") String begin,
    @Default("''") String end,
    @Default("prompt") String prompt,
    @Default("256") @Min(3) int context,
    @Default("128") @PositiveOrZero int maxPrompt,
    @Default("refuse") LongCompletions longCompletions,
    @Default("2") @Positive int layers,
    @Default("4") @Positive int heads,
    @Default("64") @Positive int width,
    @Default("float32") Precision precision)
    implements RewardModelProvider {
  @Override
  public RewardModel create(Context call, @Nullable State saved) {
    return new LanguageModels(
            new Tokens(alphabet, tokenizer, begin, end),
            prompt,
            context,
            maxPrompt,
            longCompletions == LongCompletions.CUT)
        .reward(new TransformerSize(layers, heads, width, precision), call, saved);
  }
}
