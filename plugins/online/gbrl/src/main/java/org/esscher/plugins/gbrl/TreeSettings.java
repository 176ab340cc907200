package org.esscher.plugins.gbrl;

import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** What the components that are made of trees have in common. */
interface TreeSettings {
  /** Feature columns. */
  List<String> features();

  /** Those whose numbers are categories. */
  List<String> categorical();

  /** Tests on the way to a leaf. */
  int maxDepth();

  /** How they are chosen. */
  GrowthPolicy grow();

  /** Parts of a number; categories at most. */
  int bins();

  /** What a split is worth. */
  SplitScore score();

  /** Where thresholds lie. */
  CandidateRule candidates();

  /** Rows of a leaf, at least. */
  int minLeaf();

  /** Factor of each feature's scores. */
  List<Double> featureWeights();

  /** How learning rates change. */
  RateSchedule lrSchedule();

  /** Trees at most; 0 for no bound. */
  int maxTrees();

  /** Whether gradients are reduced by what earlier trees say of them. */
  boolean controlVariates();

  /** A function without trees. */
  TreeFunction function();

  /** Refuses settings that contradict each other. */
  static void require(
      List<String> features, List<String> categorical, RateSchedule schedule, int maxTrees) {
    new FeatureColumns(features, categorical);
    if (schedule == RateSchedule.LINEAR && maxTrees == 0) {
      throw EsscherException.user(
          "lrSchedule linear falls to 0 at the last tree; set maxTrees, the number of trees that"
              + " there will be");
    }
  }

  /** The function of a saved model, or one without trees. */
  default TreeFunction restored(@Nullable State saved) {
    return saved == null ? function() : function().restored(saved);
  }

  /** A block of outputs; 0 clips nothing. */
  default OutputBlock block(int width, double rate, double clip) {
    return new OutputBlock(width, rate, clip == 0 ? Double.POSITIVE_INFINITY : clip);
  }

  /** A function without trees, of one ensemble for each list of blocks. */
  default TreeFunction function(List<List<OutputBlock>> ensembles) {
    TreeFitter fitter =
        new TreeFitter(
            maxDepth(), grow(), bins(), score(), candidates(), minLeaf(), featureWeights());
    TreeEnsemble.Growth growth =
        new TreeEnsemble.Growth(fitter, lrSchedule(), maxTrees(), controlVariates());
    return new TreeFunction(
        new FeatureColumns(features(), categorical()),
        ensembles.stream().map(blocks -> new TreeEnsemble(growth, blocks)).toList());
  }
}
