package org.esscher.spitests;

import org.esscher.api.CalledSerially;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Divergence;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Level;
import org.junit.jupiter.api.Test;

/** Right divergences pass; each broken one fails on the rule that it breaks, and on no other. */
class DivergenceVerificationTest {
  /** KL(π‖p), f(t) = t log t: right as it stands, broken by what overrides it. */
  private static class Kl implements FDivergence {
    @Override
    public Expr generator(Expr logT) {
      return logT.exp().times(logT);
    }

    @Override
    public Expr perSample(Expr logT) {
      return logT;
    }

    @Override
    public Expr derivative(Expr logT) {
      return logT.plus(1);
    }

    @Override
    public Expr logInverseDerivative(Expr y) {
      return y.minus(1);
    }

    @Override
    public Expr conjugate(Expr y) {
      return y.minus(1).exp();
    }

    @Override
    public double derivativeAtInfinity() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public double derivativeAtZero() {
      return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double generatorAtZero() {
      return 0;
    }

    /** Whatever perSample says: 0·log 0 is 0, and π·log(π/0) is +∞. */
    @Override
    public Expr between(Expr logPolicy, Expr logTarget, Level to) {
      Expr absent = logPolicy.equalTo(Double.NEGATIVE_INFINITY);
      Expr term = logPolicy.exp().times(logPolicy.minus(logTarget));
      return absent.select(Expr.of(0), term).sum(to);
    }
  }

  static class RightKl extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl();
    }
  }

  @Test
  void rightKlPasses() {
    Verdict.of(RightKl.class).passesSkippingOnly();
  }

  static class Negative extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      DistributionDivergence negative =
          (policy, target, to) -> new Kl().between(policy, target, to).negate();
      return negative;
    }
  }

  @Test
  void negativeFails() {
    Verdict.of(Negative.class).failsExactly("DIV-1", " is -");
  }

  static class NotZeroWhereEqual extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      DistributionDivergence lifted =
          (policy, target, to) -> new Kl().between(policy, target, to).plus(0.1);
      return lifted;
    }
  }

  @Test
  void constantFails() {
    Verdict.of(NotZeroWhereEqual.class).failsExactly("DIV-2", "itself");
  }

  static class WrongConjugate extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl() {
        @Override
        public Expr conjugate(Expr y) {
          return y.exp();
        }
      };
    }
  }

  @Test
  void wrongConjugateFails() {
    Verdict.of(WrongConjugate.class).failsExactly("DIV-3", "f*(f′(t))");
  }

  static class WrongInverse extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl() {
        @Override
        public Expr logInverseDerivative(Expr y) {
          return y;
        }
      };
    }
  }

  @Test
  void wrongInverseFails() {
    Verdict.of(WrongInverse.class).failsExactly("DIV-4", "the inverse of f′");
  }

  /**
   * f′ is 1 too large, and its inverse and conjugate fit that: with t = e^(y−2), ty − t log t = 2t.
   */
  static class WrongDerivative extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl() {
        @Override
        public Expr derivative(Expr logT) {
          return logT.plus(2);
        }

        @Override
        public Expr logInverseDerivative(Expr y) {
          return y.minus(2);
        }

        @Override
        public Expr conjugate(Expr y) {
          return y.minus(2).exp().times(2);
        }
      };
    }
  }

  @Test
  void wrongDerivativeFails() {
    Verdict.of(WrongDerivative.class).failsExactly("DIV-5", "central difference");
  }

  /** Squared Hellinger, f = (√t − 1)², with f′ = (t² − t^1.5)/t², which overflows. */
  static class Overflowing extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new FDivergence() {
        @Override
        public Expr generator(Expr logT) {
          return logT.times(0.5).expm1().square();
        }

        @Override
        public Expr perSample(Expr logT) {
          return logT.times(-0.5).expm1().square();
        }

        @Override
        public Expr derivative(Expr logT) {
          Expr square = logT.times(2).exp();
          return square.minus(logT.times(1.5).exp()).over(square);
        }

        @Override
        public Expr logInverseDerivative(Expr y) {
          return y.negate().log1p().times(-2);
        }

        /** t = (1 − y)^(−2), ty − f(t) = y/(1 − y). */
        @Override
        public Expr conjugate(Expr y) {
          return y.over(Expr.of(1).minus(y));
        }

        @Override
        public double derivativeAtInfinity() {
          return 1;
        }

        @Override
        public double derivativeAtZero() {
          return Double.NEGATIVE_INFINITY;
        }

        @Override
        public double generatorAtZero() {
          return 1;
        }
      };
    }
  }

  @Test
  void overflowFails() {
    Verdict.of(Overflowing.class).failsExactly("DIV-6", "not a number");
  }

  static class ReversedLogRatio extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl() {
        @Override
        public Expr perSample(Expr logT) {
          return logT.negate();
        }
      };
    }
  }

  @Test
  void reversedLogRatioFails() {
    // f(t)/t goes to −∞ where the limit is +∞: a stated limit that isn't finite is not compared.
    Verdict.of(ReversedLogRatio.class).failsExactly("DIV-7", "perSample");
  }

  /** Later outcomes count more. */
  static class CountsPlaces extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      DistributionDivergence placed =
          (policy, target, to) ->
              policy.exp().minus(target.exp()).abs().suffixSum(Expr.of(1)).sum(to);
      return placed;
    }
  }

  @Test
  void placesOfOutcomesFail() {
    Verdict.of(CountsPlaces.class).failsExactly("DIV-8", "outcomes reversed");
  }

  /** 0·log 0 as arithmetic has it. */
  static class ZeroTimesInfinity extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Kl() {
        @Override
        public Expr between(Expr logPolicy, Expr logTarget, Level to) {
          return logPolicy.exp().times(logPolicy.minus(logTarget)).sum(to);
        }
      };
    }
  }

  @Test
  void zeroTimesInfinityFails() {
    Verdict.of(ZeroTimesInfinity.class).failsExactly("DIV-9", "not a number");
  }

  /** √KL is no mixture's bound. */
  static class SquareRoot extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      DistributionDivergence root =
          (policy, target, to) -> new Kl().between(policy, target, to).max(0).sqrt();
      return root;
    }

    @Override
    protected boolean jointlyConvex() {
      return true;
    }
  }

  @Test
  void concaveFunctionsOfDivergencesFail() {
    Verdict.of(SquareRoot.class).failsExactly("DIV-10", "above the mixture");
  }

  /** Is wrong where it is called while another thread calls it. */
  private static class Meeting extends Kl {
    private final Encounter encounter;

    Meeting(Encounter encounter) {
      this.encounter = encounter;
    }

    @Override
    public Expr derivative(Expr logT) {
      return super.derivative(logT).plus(encounter.met() ? 1e-3 : 0);
    }
  }

  static class MeetingUnsaid extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new Meeting(new Encounter(60_000));
    }
  }

  /** Says that it must not be called so. */
  @CalledSerially
  private static final class MeetingNobody extends Meeting {
    MeetingNobody() {
      super(new Encounter(20));
    }
  }

  static class MeetingSaid extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new MeetingNobody();
    }
  }

  @Test
  void callsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("DIV-11", "on several threads at once");
    Verdict.of(MeetingSaid.class).passesSkippingOnly();
  }
}
