package org.esscher.plugins.gbrl;

import jakarta.validation.constraints.Max;
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
import org.jspecify.annotations.Nullable;

/**
 * A softmax over numbered actions whose logits are trees, or Gaussians whose means are trees where
 * actions are vectors. Their standard deviations are numbers of their own, the same whatever is
 * seen. Its optimizer's rate is a factor of its own; {@code {id: sgd, rate: 1}} leaves it.
 *
 * @param actions number of actions, numbered from 0; 0 where actions are vectors
 * @param components components of an action that is a vector; 0 where actions are numbered
 * @param features columns to read; each component of a vector is a feature, and each text a
 *     category
 * @param categorical columns among the features whose numbers are categories
 * @param maxDepth largest depth of a tree: tests from the root to a leaf
 * @param grow whether each level has one test, or each node its own
 * @param bins number of bins of a numeric feature, and most categories to try
 * @param score how a candidate split of a tree is scored
 * @param candidates where the candidate thresholds of a split lie
 * @param minLeaf fewest rows in a leaf
 * @param featureWeights factor of each feature's scores; none for 1 each
 * @param policyLr learning rate of the logits or means
 * @param lrSchedule how learning rates change; {@code linear} falls to 0 at the last of {@code
 *     maxTrees}
 * @param gradClipPolicy largest norm of a row's gradient of the logits or means, which is scaled
 *     down to it; 0 for no bound
 * @param maxTrees most trees, after which the ensemble grows no more; 0 for no bound
 * @param controlVariates whether what earlier trees predict of a gradient is subtracted before the
 *     fit
 * @param initialStd standard deviation of each component at first, where actions are vectors
 * @param stdLr learning rate of the deviations' logarithms
 */
@Component(
    value = "gbrl-policy",
    summary =
        "a softmax or Gaussian policy of gradient-boosted trees, or one tree on a fixed batch",
    paper = "Fuhrer, Tessler and Dalal 2025, arXiv 2407.08250")
public record GbrlPolicy(
    @PositiveOrZero int actions,
    @Default("0") @PositiveOrZero int components,
    @Default("[observation]") @NotEmpty List<String> features,
    @Default("[]") List<String> categorical,
    @Default("4") @Min(1) @Max(16) int maxDepth,
    @Default("oblivious") GrowthPolicy grow,
    @Default("256") @Min(2) @Max(65535) int bins,
    @Default("cosine") SplitScore score,
    @Default("quantile") CandidateRule candidates,
    @Default("0") @PositiveOrZero int minLeaf,
    @Default("[]") List<@PositiveOrZero Double> featureWeights,
    @Default("0.05") @PositiveOrZero double policyLr,
    @Default("constant") RateSchedule lrSchedule,
    @Default("0") @PositiveOrZero double gradClipPolicy,
    @Default("0") @PositiveOrZero int maxTrees,
    @Default("false") boolean controlVariates,
    @Default("1") @Positive double initialStd,
    @Default("0.05") @PositiveOrZero double stdLr)
    implements PolicyProvider, ActorSettings, OneTree {
  /**
   * Copies and checks.
   *
   * @param actions as for the record
   * @param components as for the record
   * @param features as for the record
   * @param categorical as for the record
   * @param maxDepth as for the record
   * @param grow as for the record
   * @param bins as for the record
   * @param score as for the record
   * @param candidates as for the record
   * @param minLeaf as for the record
   * @param featureWeights as for the record
   * @param policyLr as for the record
   * @param lrSchedule as for the record
   * @param gradClipPolicy as for the record
   * @param maxTrees as for the record
   * @param controlVariates as for the record
   * @param initialStd as for the record
   * @param stdLr as for the record
   */
  public GbrlPolicy {
    features = List.copyOf(features);
    categorical = List.copyOf(categorical);
    featureWeights = List.copyOf(featureWeights);
    ActorSettings.require(actions, components);
    TreeSettings.require(features, categorical, lrSchedule, maxTrees);
  }

  @Override
  public TreeFunction function() {
    return function(List.of(List.of(block(actionOutputs(), policyLr, gradClipPolicy))));
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return policy(saved);
  }
}
