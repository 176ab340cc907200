package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.text.FeatureChoice;
import org.esscher.plugins.base.text.TextFeatures;
import org.jspecify.annotations.Nullable;

/**
 * A trainable reward that is linear in features of the completion, {@code r(y) = θ·φ(y)}, and whose
 * preferences are those of Bradley and Terry: P(y₁ ≻ y₂) = σ(r(y₁) − r(y₂)). Without {@code
 * features}, φ are the {@link TextFeatures} of {@code completion}, of length {@code buckets} + 2.
 * All parameters are 0 at first.
 *
 * @param features a vector column, or empty for features of the text
 * @param width components of that column's vectors; 0 for features of the text
 * @param buckets number of features that words are hashed to
 * @param ngrams longest run of words that counts as one feature: 1 for single words, 2 for pairs
 *     too
 * @param seed seed of the hash that maps words to features; with another seed, other words share a
 *     weight
 */
@Component(
    value = "bradley-terry",
    summary = "trainable reward, linear in features of the completion",
    paper = "Bradley and Terry, Rank Analysis of Incomplete Block Designs, Biometrika 39, 1952")
public record BradleyTerryReward(
    @Default("") String features,
    @Default("0") @PositiveOrZero int width,
    @Default("16384") @Positive int buckets,
    @Default("2") @Min(1) @Max(5) int ngrams,
    @Default("0") long seed)
    implements RewardModelProvider {

  /**
   * Checks.
   *
   * @param features as for the record
   * @param width as for the record
   * @param buckets as for the record
   * @param ngrams as for the record
   * @param seed as for the record
   */
  public BradleyTerryReward {
    FeatureChoice.check(features, width);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return new LinearReward(FeatureChoice.of(features, width, buckets, ngrams, seed), saved);
  }
}
