package org.esscher.plugins.fdpg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.FDivergence;

/**
 * One of the alignments that a run compares.
 *
 * @param divergence D_f
 * @param series the divergence's id, numbered where it is compared with itself under other settings
 * @param beta the target's temperature β, in reward units a nat
 */
record Alignment(FDivergence divergence, String series, double beta) {
  /** Every divergence at every temperature. */
  static List<Alignment> all(List<FDivergence> divergences, List<Double> betas) {
    List<Alignment> all = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (FDivergence divergence : divergences) {
      String id = id(divergence);
      int count = seen.merge(id, 1, Integer::sum);
      for (double beta : betas) {
        all.add(new Alignment(divergence, count == 1 ? id : id + "-" + count, beta));
      }
    }
    return all;
  }

  private static String id(FDivergence divergence) {
    Component component = divergence.getClass().getAnnotation(Component.class);
    return component == null ? divergence.getClass().getSimpleName() : component.value();
  }

  /** Names its stage, its metrics and its version of the policy. */
  String label() {
    return series + "-beta-" + beta;
  }
}
