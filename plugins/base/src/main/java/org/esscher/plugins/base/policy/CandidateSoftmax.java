package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.text.FeatureChoice;
import org.esscher.plugins.base.text.TextFeatures;
import org.esscher.plugins.base.text.VectorFeatures;
import org.jspecify.annotations.Nullable;

/**
 * A softmax policy over listed candidates: {@code π(y|x) ∝ exp θ·φ(y)}, normalized among the
 * candidates of x. All parameters are 0 at first, so that it is uniform. Outputs: {@code logp}, and
 * {@code score}, which is θ·φ(y).
 *
 * <p>Candidates are listed in the first of three forms that a batch has:
 *
 * <ol>
 *   <li>a column {@code candidates}, a list of texts a row, among which the row's {@code
 *       completion} must be;
 *   <li>columns {@code chosen} and {@code rejected}: these two;
 *   <li>rows of equal {@code group}: their completions. Batches then have to hold whole groups. A
 *       group of one row has probability 1.
 * </ol>
 *
 * <p>A text that is listed k times counts k times. So with θ = 0 the policy is the empirical
 * distribution of the listed samples.
 *
 * <p>Without {@code features}, φ are the {@link TextFeatures} of the text, of length {@code
 * buckets} + 2. With {@code features}, φ is read from that vector column; candidates are then the
 * rows of equal {@code group}, or, where the batch has {@code chosen_} and {@code rejected_}
 * columns of that name, those two. Such a policy neither samples nor enumerates, because a row that
 * is taken from its group could not be scored again.
 *
 * <p>φ sees the candidate alone: a term of the prompt would cancel among its candidates.
 *
 * @param group the column whose equal values make rows each other's candidates
 * @param features a vector column, or empty for features of the text
 * @param width components of that column's vectors; 0 for features of the text
 * @param buckets number of features that words are hashed to
 * @param ngrams longest run of words that counts as one feature: 1 for single words, 2 for pairs
 *     too
 * @param seed seed of the hash that maps words to features; with another seed, other words share a
 *     weight
 */
@Component(
    value = "candidate-softmax",
    summary = "softmax over listed candidates, linear in features of their text")
public record CandidateSoftmax(
    @Default("prompt_id") String group,
    @Default("") String features,
    @Default("0") @PositiveOrZero int width,
    @Default("16384") @Positive int buckets,
    @Default("2") @Min(1) @Max(5) int ngrams,
    @Default("0") long seed)
    implements PolicyProvider {

  /**
   * Checks.
   *
   * @param group as for the record
   * @param features as for the record
   * @param width as for the record
   * @param buckets as for the record
   * @param ngrams as for the record
   * @param seed as for the record
   */
  public CandidateSoftmax {
    FeatureChoice.check(features, width);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return features.isEmpty()
        ? new TextCandidatePolicy(
            group, new TextFeatures("completion", buckets, ngrams, seed), saved)
        : new VectorCandidatePolicy(group, new VectorFeatures(features, width), saved);
  }
}
