package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Divergence;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.junit.jupiter.api.Nested;

/**
 * Verifies a divergence of two distributions against the rules DIV: those about generators where it
 * is an f-divergence. A divergence that is no function of two distributions is an estimator, and is
 * verified as one.
 */
public abstract class DivergenceVerification extends Verification {
  /** Ratios on both sides of 1; at 1 itself some generators have a corner. */
  private static final double[] LOG_RATIOS = {-5, -2, -1, -0.3, -1e-3, 1e-3, 0.3, 1, 2, 5};

  private static final double STEP = 1e-5;

  /** For subclasses. */
  protected DivergenceVerification() {}

  /**
   * The divergence to verify.
   *
   * @return a divergence of two distributions
   */
  protected abstract Divergence divergence();

  /**
   * Whether the divergence is jointly convex in both arguments, as every f-divergence is.
   *
   * @return false for Rényi divergences of an order above 1, and others that are not
   */
  protected boolean jointlyConvex() {
    return true;
  }

  /** What a divergence is. */
  @Nested
  public class Values {
    /** Made by JUnit. */
    public Values() {}

    /** Sign. */
    @Rule(
        id = "DIV-1",
        must = "A divergence MUST NOT be negative.",
        fix = "check the sign and f(1) = 0; f must be convex.")
    public final void isNotNegative() {
      DistributionDivergence divergence = distributions();
      double[][] policies = Distributions.draw(1);
      double[][] targets = Distributions.draw(2);
      with(
          curves -> {
            double[] values = curves.between(divergence, policies, targets);
            for (int i = 0; i < values.length; i++) {
              // Sums of up to 6 terms of order 1 cancel to within 1e-15.
              require(
                  values[i] >= -1e-14,
                  "D(%s ‖ %s) is %s",
                  Arrays.toString(policies[i]),
                  Arrays.toString(targets[i]),
                  values[i]);
            }
          });
    }

    /** Identity of indiscernibles. */
    @Rule(
        id = "DIV-2",
        must = "A divergence MUST be zero where the distributions are equal, and only there.",
        fix = "remove constants from f, so that f(1) = 0, and make it strictly convex at 1.")
    public final void isZeroOnlyWhereEqual() {
      DistributionDivergence divergence = distributions();
      double[][] policies = Distributions.draw(1);
      double[][] targets = Distributions.draw(2);
      with(
          curves -> {
            double[] same = curves.between(divergence, policies, policies);
            double[] different = curves.between(divergence, policies, targets);
            for (int i = 0; i < same.length; i++) {
              String policy = Arrays.toString(policies[i]);
              require(Math.abs(same[i]) <= 1e-14, "D(%s ‖ itself) is %s", policy, same[i]);
              // The closest of the generated pairs differ by over 1e-2 in some probability.
              require(
                  Math.abs(different[i]) > 1e-7,
                  "D(%s ‖ %s) is %s, though they differ",
                  policy,
                  Arrays.toString(targets[i]),
                  different[i]);
            }
          });
    }

    /** Order of outcomes. */
    @Rule(
        id = "DIV-8",
        must = "The exact value MUST NOT depend on the order of the outcomes.",
        fix = "sum over outcomes alike; an outcome's place means nothing.")
    public final void orderOfOutcomesIsFree() {
      DistributionDivergence divergence = distributions();
      double[][] policies = Distributions.draw(1);
      double[][] targets = Distributions.draw(2);
      with(
          curves -> {
            double[] values = curves.between(divergence, policies, targets);
            double[] reversed =
                curves.between(
                    divergence, Distributions.reversed(policies), Distributions.reversed(targets));
            for (int i = 0; i < values.length; i++) {
              require(
                  Math.abs(values[i] - reversed[i]) <= 1e-12 * (1 + Math.abs(values[i])),
                  "D(%s ‖ %s) is %s, and with the outcomes reversed %s",
                  Arrays.toString(policies[i]),
                  Arrays.toString(targets[i]),
                  values[i],
                  reversed[i]);
            }
          });
    }

    /** Joint convexity. */
    @Rule(
        id = "DIV-10",
        must =
            "A divergence that claims it MUST be jointly convex: that of two mixtures "
                + "is at most the mixture of the divergences.",
        fix =
            "check f for convexity, and that no function is applied to the sum; if it "
                + "is not meant to be convex, override jointlyConvex().")
    public final void isJointlyConvex() {
      assumeTrue(jointlyConvex(), "it is not claimed to be convex");
      DistributionDivergence divergence = distributions();
      with(curves -> Supports.requireConvexity(curves, divergence));
    }

    /** Threads at once. */
    @Rule(
        id = "DIV-11",
        must =
            "A divergence MUST give the same on several threads at once, unless it is declared to "
                + "be called serially.",
        fix =
            "keep no buffers in fields and nothing static; declare @CalledSerially where something "
                + "that the process has once can't be shared.")
    public final void worksOnSeveralThreads() {
      DistributionDivergence divergence = distributions();
      SideBySide.requireSame(
          divergence,
          () -> workspace(divergence),
          workspace -> () -> forms(divergence, new Curves(workspace)),
          ModelRules::requireSameOutputs);
    }
  }

  /** How its forms belong together. */
  @Nested
  public class Forms {
    /** Made by JUnit. */
    public Forms() {}

    /** Conjugate. */
    @Rule(
        id = "DIV-3",
        must = "The conjugate MUST be the generator's: f*(f′(t)) = t f′(t) − f(t).",
        fix = "derive f*(y) = sup over t of ty − f(t) anew from the generator, with its constants.")
    public final void conjugateFitsGenerator() {
      FDivergence divergence = generator();
      with(
          curves -> {
            double[] slope = curves.values(divergence::derivative, LOG_RATIOS);
            double[] generator = curves.values(divergence::generator, LOG_RATIOS);
            double[] conjugate = curves.values(divergence::conjugate, slope);
            for (int i = 0; i < LOG_RATIOS.length; i++) {
              double t = Math.exp(LOG_RATIOS[i]);
              double expected = t * slope[i] - generator[i];
              // f*′(y) = t: the rounding of y costs up to t·|y|, and f's up to t² for quadratic f.
              double allowed = 1e-12 * (1 + t * t * (1 + Math.abs(slope[i])));
              require(
                  Math.abs(conjugate[i] - expected) <= allowed,
                  "at log t = %s, f*(f′(t)) is %s, but t f′(t) − f(t) is %s",
                  LOG_RATIOS[i],
                  conjugate[i],
                  expected);
            }
          });
    }

    /** Inverse. */
    @Rule(
        id = "DIV-4",
        must = "Where f′ has an inverse, logInverseDerivative MUST undo derivative.",
        fix = "solve y = f′(t) for log t, or return false from derivativeInvertible().")
    public final void inverseUndoesDerivative() {
      FDivergence divergence = generator();
      assumeTrue(divergence.derivativeInvertible(), "f′ has no inverse");
      with(
          curves -> {
            double[] slope = curves.values(divergence::derivative, LOG_RATIOS);
            double[] logRatio = curves.values(divergence::logInverseDerivative, slope);
            for (int i = 0; i < LOG_RATIOS.length; i++) {
              // Slopes stand up to e^10 = 22026 times closer to their limit than ratios do.
              require(
                  Math.abs(logRatio[i] - LOG_RATIOS[i]) <= 1e-10,
                  "the inverse of f′ at log t = %s (where f′ is %s) is %s",
                  LOG_RATIOS[i],
                  slope[i],
                  logRatio[i]);
            }
          });
    }

    /** Gradient. */
    @Rule(
        id = "DIV-5",
        must = "The derivative MUST be that of the exact value: ∂D/∂log π = π f′(t).",
        fix =
            "check the order of the arguments (log t = log π − log p, the policy first) and f′ with"
                + " its constants.")
    public final void derivativeIsThatOfExactValue() {
      FDivergence divergence = generator();
      double[][] policies = Distributions.draw(1);
      double[][] targets = Distributions.draw(2);
      with(
          curves -> {
            for (int row = 0; row < policies.length; row++) {
              requireDerivative(curves, divergence, policies[row], targets[row]);
            }
          });
    }

    /** Samples. */
    @Rule(
        id = "DIV-7",
        must = "The exact value MUST be the policy's mean of perSample.",
        fix =
            "check perSample = f(t)/t and its log ratio (log π − log p, not the reverse), and that"
                + " between sums the same.")
    public final void exactValueIsMeanOfSamples() {
      FDivergence divergence = generator();
      double[][] policies = Distributions.draw(1);
      double[][] targets = Distributions.draw(2);
      with(
          curves -> {
            double[] exact = curves.between(divergence, policies, targets);
            for (int row = 0; row < exact.length; row++) {
              double[] policy = policies[row];
              double[] target = targets[row];
              double[] logRatios = new double[policy.length];
              Arrays.setAll(logRatios, i -> Math.log(policy[i]) - Math.log(target[i]));
              double[] share = curves.values(divergence::perSample, logRatios);
              double mean = 0;
              for (int i = 0; i < share.length; i++) {
                mean += policy[i] * share[i];
              }
              require(
                  Math.abs(mean - exact[row]) <= 1e-12 * (1 + Math.abs(exact[row])),
                  "Σ π perSample is %s, but between is %s",
                  mean,
                  exact[row]);
            }
          });
    }
  }

  /** Log ratios and masses at the ends of what is defined. */
  @Nested
  public class Extremes {
    /** Made by JUnit. */
    public Extremes() {}

    /** Extreme ratios. */
    @Rule(
        id = "DIV-6",
        must =
            "At log ratios of ±700 the forms MUST be numbers, and finite where the limit that the"
                + " divergence states is.",
        fix =
            "rewrite the expression in log t so that nothing overflows: expm1, log1p, softplus, or"
                + " perSample of its own.")
    public final void extremeRatiosAreNumbers() {
      FDivergence divergence = generator();
      with(
          curves -> {
            requireLimit(
                curves, "f′", divergence::derivative, 700, divergence.derivativeAtInfinity());
            requireLimit(
                curves, "f(t)/t", divergence::perSample, 700, divergence.derivativeAtInfinity());
            requireLimit(curves, "f′", divergence::derivative, -700, divergence.derivativeAtZero());
            requireLimit(curves, "f", divergence::generator, -700, divergence.generatorAtZero());
            for (double logRatio : new double[] {-700, 700}) {
              curves.values(divergence::generator, logRatio);
              curves.values(divergence::perSample, logRatio);
            }
          });
    }

    /** Outcomes without mass. */
    @Rule(
        id = "DIV-9",
        must =
            "Outcomes that policy or target give no mass MUST count by the limits that "
                + "the divergence states, and never give NaN.",
        fix =
            "take 0·log 0 as 0: test for −∞ before subtracting; p·f(0) where the "
                + "policy has no mass, π·f′(∞) where the target has none.")
    public final void outcomesWithoutMassCountByLimits() {
      DistributionDivergence divergence = distributions();
      with(curves -> Supports.requireLimits(curves, divergence));
    }
  }

  private static Map<String, double[]> forms(DistributionDivergence divergence, Curves curves) {
    Map<String, double[]> forms = new LinkedHashMap<>();
    forms.put("D(π‖p)", curves.between(divergence, Distributions.draw(1), Distributions.draw(2)));
    if (divergence instanceof FDivergence f) {
      forms.put("f", curves.values(f::generator, LOG_RATIOS));
      forms.put("f′", curves.values(f::derivative, LOG_RATIOS));
      forms.put("f(t)/t", curves.values(f::perSample, LOG_RATIOS));
    }
    return forms;
  }

  private static void requireDerivative(
      Curves curves, FDivergence divergence, double[] policy, double[] target) {
    int outcomes = policy.length;
    double[][] up = new double[outcomes][];
    double[][] down = new double[outcomes][];
    double[][] targets = new double[outcomes][];
    double[] logRatios = new double[outcomes];
    for (int i = 0; i < outcomes; i++) {
      up[i] = policy.clone();
      up[i][i] *= Math.exp(STEP);
      down[i] = policy.clone();
      down[i][i] *= Math.exp(-STEP);
      targets[i] = target;
      logRatios[i] = Math.log(policy[i]) - Math.log(target[i]);
    }
    double[] above = curves.between(divergence, up, targets);
    double[] below = curves.between(divergence, down, targets);
    double[] slope = curves.values(divergence::derivative, logRatios);
    for (int i = 0; i < outcomes; i++) {
      double difference = (above[i] - below[i]) / (2 * STEP);
      double stated = policy[i] * slope[i];
      // Central differences are wrong by h²f‴/6 and by rounding 2e-16·D/h.
      double allowed = 1e-8 * (1 + Math.abs(stated) + Math.abs(above[i]));
      require(
          Math.abs(stated - difference) <= allowed,
          "π f′(t) is %s at π = %s, log t = %s, but the central difference of D is %s",
          stated,
          policy[i],
          logRatios[i],
          difference);
    }
  }

  private static void requireLimit(
      Curves curves, String form, UnaryOperator<Expr> function, double logRatio, double limit) {
    double value = curves.values(function, logRatio)[0];
    // Forms approach their limits at least like t^(-0.05): e^(-35) = 6e-16.
    require(
        !Double.isFinite(limit) || Math.abs(value - limit) <= 1e-12 * (1 + Math.abs(limit)),
        "%s at log t = %s is %s, but its stated limit is %s",
        form,
        logRatio,
        value,
        limit);
  }

  private DistributionDivergence distributions() {
    Divergence divergence = divergence();
    assumeTrue(divergence instanceof DistributionDivergence, "no divergence of two distributions");
    return (DistributionDivergence) divergence;
  }

  private FDivergence generator() {
    Divergence divergence = divergence();
    assumeTrue(divergence instanceof FDivergence, "no f-divergence");
    return (FDivergence) divergence;
  }

  private void with(Consumer<Curves> verify) {
    try (Workspace workspace = workspace(divergence())) {
      verify.accept(new Curves(workspace));
    }
  }
}
