package org.esscher.plugins.cmorl;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class CMorlPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new CMorlPlugin();
    }
  }

  /** Numbers are vectors of two objectives. */
  abstract static class TwoObjectives extends EstimatorVerification {
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Batch adjusted = batch;
      double phase = 0;
      for (String name : List.of("advantage", "return", "value", "old_value")) {
        phase++;
        if (batch.has(name)) {
          double[] values = new double[2 * batch.rows()];
          for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(1.7 * i + phase);
          }
          adjusted = adjusted.with(name, columns.vectors(2, values));
        }
      }
      return adjusted;
    }
  }

  private static CMorlIpo ipo(ReturnSurrogate surrogate) {
    return new CMorlIpo(
        1,
        List.of(-.5, .3),
        .9,
        20,
        1e-3,
        .2,
        ThresholdMode.START,
        ThresholdForm.MARGIN,
        surrogate,
        true);
  }

  @Nested
  class ReleasedIpoConformance extends TwoObjectives {
    @Override
    protected Estimator estimator() {
      return ipo(ReturnSurrogate.RATIO);
    }
  }

  @Nested
  class IpoByAdvantagesConformance extends TwoObjectives {
    @Override
    protected Estimator estimator() {
      return ipo(ReturnSurrogate.ADVANTAGE);
    }
  }

  @Nested
  class InitConformance extends TwoObjectives {
    @Override
    protected Estimator estimator() {
      return new CMorlInit(List.of(.3, .7), .2, .5, true);
    }
  }

  /** Points are lists of two numbers, none masked. */
  abstract static class OfPoints extends EstimatorVerification {
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      int[] starts = new int[batch.rows() + 1];
      Arrays.setAll(starts, row -> 2 * row);
      double[] values = new double[2 * batch.rows()];
      Arrays.setAll(values, i -> Math.sin(1.7 * i));
      double[] exists = new double[values.length];
      Arrays.fill(exists, 1);
      return batch
          .with("value", columns.lists(starts, values))
          .with("loss_mask", columns.lists(starts, exists));
    }
  }

  @Nested
  class HypervolumeConformance extends OfPoints {
    @Override
    protected Estimator estimator() {
      return new Hypervolume(List.of(-1., -1.), 0);
    }
  }

  @Nested
  class ExpectedUtilityConformance extends OfPoints {
    @Override
    protected Estimator estimator() {
      return new ExpectedUtility(List.of(List.of(.5, .5), List.of(1., 0.)));
    }
  }

  @Nested
  class SparsityConformance extends OfPoints {
    @Override
    protected Estimator estimator() {
      return new Sparsity();
    }
  }

  @Nested
  class CrowdingDistanceConformance extends OfPoints {
    @Override
    protected Estimator estimator() {
      return new CrowdingDistance();
    }
  }

  @Nested
  class VectorBanditConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new VectorBandit(List.of(List.of(1., 0.), List.of(.5, 2.)));
    }
  }
}
