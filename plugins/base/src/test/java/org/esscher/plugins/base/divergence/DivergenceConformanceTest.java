package org.esscher.plugins.base.divergence;

import org.esscher.api.Divergence;
import org.esscher.spitests.DivergenceVerification;
import org.junit.jupiter.api.Nested;

/** The rules of divergences, on each of the standard ones. */
class DivergenceConformanceTest {
  @Nested
  class ReverseKlConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new ReverseKl();
    }
  }

  @Nested
  class ForwardKlConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new ForwardKl();
    }
  }

  @Nested
  class JensenShannonConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new JensenShannon(false);
    }
  }

  @Nested
  class HalvedJensenShannonConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new JensenShannon(true);
    }
  }

  @Nested
  class TotalVariationConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new TotalVariation();
    }
  }

  @Nested
  class PearsonChi2Conformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new PearsonChi2();
    }
  }

  @Nested
  class NeymanChi2Conformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new NeymanChi2();
    }
  }

  @Nested
  class SquaredHellingerConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new SquaredHellinger();
    }
  }

  @Nested
  class AlphaConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new AlphaDivergence(0.3);
    }
  }

  @Nested
  class RenyiConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Renyi(2);
    }

    /** Of order 2 it is convex in each argument, and not in both together. */
    @Override
    protected boolean jointlyConvex() {
      return false;
    }
  }
}
