package org.esscher.plugins.correlatedproxies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Divergence;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.plugins.base.estimator.Baseline;
import org.esscher.plugins.base.estimator.KlEstimator;
import org.esscher.plugins.base.estimator.Reinforce;
import org.esscher.spitests.DivergenceVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new CorrelatedProxiesPlugin();
    }
  }

  @Nested
  class Chi2Divergence extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new OccupancyChi2(false, 1, false, 0, 10, INFINITY);
    }
  }

  @Nested
  class RootChi2Divergence extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new OccupancyChi2(true, 1, false, 0, 10, INFINITY);
    }

    /** The root of a convex function need not be convex. */
    @Override
    protected boolean jointlyConvex() {
      return false;
    }
  }

  @Nested
  class KlDivergence extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new OccupancyKl(1, false, 10, INFINITY);
    }
  }

  @Nested
  class TvDivergence extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new OccupancyTv(1, false, 10, INFINITY);
    }
  }

  @Nested
  class TrimmedRootChi2Statistic extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new OccupancyChi2(true, 1, false, 0.2, 10, INFINITY);
    }
  }

  @Nested
  class TvStatistic extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new OccupancyTv(1, false, 1, 1);
    }
  }

  @Nested
  class BanditKl extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return bandit(PenaltyType.KL);
    }
  }

  @Nested
  class BanditChi2 extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return bandit(PenaltyType.CHI2);
    }
  }

  @Nested
  class BanditRootChi2 extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return bandit(PenaltyType.SQRT_CHI2);
    }
  }

  private static OrpoPenalty bandit(PenaltyType type) {
    return new OrpoPenalty(OrpoPenalty.Mode.BANDIT, type, 0.7, false, 0, 1, INFINITY, 1e-4, null);
  }

  @Nested
  class OccupancyMode extends EstimatorVerification {
    /** The penalty's slope is estimated from the same rows: unbiased as batches grow. */
    @Override
    protected boolean followsValue(String loss) {
      return false;
    }

    @Override
    protected Estimator estimator() {
      return new OrpoPenalty(
          OrpoPenalty.Mode.OCCUPANCY,
          PenaltyType.SQRT_CHI2,
          0.7,
          false,
          0.1,
          10,
          INFINITY,
          1e-4,
          new Reinforce(Baseline.NONE, 1, 0, KlEstimator.K3, KlEstimator.K2));
    }
  }

  @Nested
  class LogisticDiscriminator extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DiscriminatorLoss(PenaltyType.SQRT_CHI2, 0);
    }

    @Override
    protected int minimumRows() {
      return 2;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return batch.with("source", alternating(batch.rows(), columns));
    }
  }

  @Nested
  class TotalVariationDiscriminator extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DiscriminatorLoss(PenaltyType.TV, 0.01);
    }

    @Override
    protected int minimumRows() {
      return 2;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return batch.with("source", alternating(batch.rows(), columns));
    }
  }

  @Nested
  class SampledCorrelation extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ProxyCorrelation(ProxyCorrelation.Mode.SAMPLED);
    }

    @Override
    protected int minimumRows() {
      return 4;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return batch.with("source", alternating(batch.rows(), columns));
    }
  }

  @Nested
  class ExactCorrelation extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ProxyCorrelation(ProxyCorrelation.Mode.EXACT);
    }

    @Override
    protected int minimumRows() {
      return 2;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return batch
          .with("prob", normalized(batch, "prob", columns))
          .with("base_prob", normalized(batch, "base_prob", columns));
    }

    private static Column normalized(Batch batch, String name, Columns columns) {
      double[] p = batch.column(name).toArray();
      double sum = Arrays.stream(p).sum();
      Arrays.setAll(p, i -> p[i] / sum);
      return columns.numbers(p);
    }
  }

  private static Column alternating(int rows, Columns columns) {
    List<String> sources = new ArrayList<>(Collections.nCopies(rows, "policy"));
    for (int row = 0; row < rows; row += 2) {
      sources.set(row, "base");
    }
    return columns.texts(sources);
  }
}
