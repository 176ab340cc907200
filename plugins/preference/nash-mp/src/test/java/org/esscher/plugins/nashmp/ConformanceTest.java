package org.esscher.plugins.nashmp;

import java.util.HashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.plugins.nashmp.NashMpProx.Baseline;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class NashMpPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new NashMpPlugin();
    }
  }

  @Nested
  class HalfConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new NashMpProx(0.3, null, Baseline.HALF);
    }
  }

  @Nested
  class LooConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new NashMpProx(0.3, 0.5, Baseline.LOO);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Nested
  class ExploitabilityConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Exploitability(0.3);
    }

    /** Each prompt's rows become the answers of a game with a policy. */
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Column prompts = batch.column("prompt_id");
      Map<String, Integer> sizes = new HashMap<>();
      double[] place = new double[batch.rows()];
      for (int row = 0; row < place.length; row++) {
        place[row] = sizes.merge(prompts.text(row), 1, Integer::sum) - 1.0;
      }
      int[] starts = new int[place.length + 1];
      double[] logp = new double[place.length];
      for (int row = 0; row < place.length; row++) {
        int size = sizes.getOrDefault(prompts.text(row), 0);
        starts[row + 1] = starts[row] + size;
        logp[row] = -Math.log(size);
      }
      double[] preference = new double[starts[place.length]];
      double[] exists = new double[preference.length];
      for (int row = 0; row < place.length; row++) {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
          // An earlier answer beats a later one with a probability that depends on their distance.
          preference[i] = 0.5 + 0.1 * Math.tanh(i - starts[row] - place[row]);
          exists[i] = 1;
        }
      }
      return batch
          .with("action", columns.numbers(place))
          .with("logp", columns.numbers(logp))
          .with("preference_prob", columns.lists(starts, preference))
          .with("loss_mask", columns.lists(starts, exists));
    }
  }
}
