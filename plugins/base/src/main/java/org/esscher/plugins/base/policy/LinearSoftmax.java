package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.text.ColumnFeatures;
import org.esscher.plugins.base.text.FeatureHash;
import org.jspecify.annotations.Nullable;

/**
 * A softmax policy over numbered actions that is linear in features of the context: {@code π(a|x) ∝
 * exp(b[a] + Σ_f φ_f(x)·θ[bucket(f, a)])}. Each feature meets each action in a hashed table of
 * weights; a term of the context alone would cancel in the softmax. All parameters are 0 at first:
 * the biases, then the table.
 *
 * @param features columns of numbers (read as values), vectors (each component is a feature), and
 *     texts (each text is a category)
 * @param categories columns whose values are categories even when they are numbers
 * @param text columns whose texts are read word by word: the longest runs of letters and digits, in
 *     lower case
 * @param ngrams longest run of words that counts as one feature: 1 for single words, 2 for pairs
 *     too
 * @param action the column of the action, a whole number from 0
 * @param actions the number of actions
 * @param buckets size of the table of weights
 * @param seed seed of the hash; with another seed, other features share a weight
 */
@Component(
    value = "linear-softmax",
    summary = "softmax over actions, linear in hashed features of the context",
    paper =
        "Weinberger et al., Feature Hashing for Large Scale Multitask Learning, arXiv 0902.2206")
public record LinearSoftmax(
    @Default("[]") List<String> features,
    @Default("[]") List<String> categories,
    @Default("[]") List<String> text,
    @Default("1") @Min(1) @Max(5) int ngrams,
    @Default("action") String action,
    @Positive int actions,
    @Default("16384") @Positive int buckets,
    @Default("0") long seed)
    implements PolicyProvider {

  /**
   * Copies.
   *
   * @param features as for the record
   * @param categories as for the record
   * @param text as for the record
   * @param ngrams as for the record
   * @param action as for the record
   * @param actions as for the record
   * @param buckets as for the record
   * @param seed as for the record
   */
  public LinearSoftmax {
    features = List.copyOf(features);
    categories = List.copyOf(categories);
    text = List.copyOf(text);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    FeatureHash hash = new FeatureHash(buckets, seed);
    return new LinearPolicy(
        new ColumnFeatures(features, categories, text, ngrams, hash),
        action,
        actions,
        buckets,
        saved);
  }
}
