package org.esscher.plugins.alignmentasymptotics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.esscher.api.EsscherException;

/**
 * The distribution of the sum of the rewards of m independent letters, by the method of types: the
 * letters' counts are multinomial, and equal sums are joined.
 */
final class RewardSums {
  private static final int MOST_TYPES = 2_000_000;

  /** Sums that differ by less, relative to the largest, are one: rounding of equal sums. */
  private static final double EQUAL = 1e-12;

  private final double[] sums;
  private final double[] logMass;

  private RewardSums(double[] sums, double[] logMass) {
    this.sums = sums;
    this.logMass = logMass;
  }

  /**
   * The distribution.
   *
   * @param logp log-probabilities of the letters, all finite
   * @param rewards one a letter
   * @param length number of letters m, at least 1
   * @throws EsscherException (USER) when there are too many types to list
   */
  static RewardSums of(double[] logp, double[] rewards, int length) {
    double types = 1;
    for (int letter = 1; letter < logp.length; letter++) {
      types *= (double) (length + letter) / letter;
    }
    if (!(types <= MOST_TYPES)) {
      throw EsscherException.user(
          "words of %d letters of an alphabet of %d have %.0f types, of which at most %d are"
              + " listed; choose shorter words",
          length, logp.length, types, MOST_TYPES);
    }
    List<Atom> atoms = new ArrayList<>();
    new Types(logp, rewards, logFactorials(length), atoms).list(0, length, 0, 0);
    atoms.sort(Comparator.comparingDouble(Atom::sum));
    return joined(atoms);
  }

  /** log k! of k = 0 … m. */
  private static double[] logFactorials(int length) {
    double[] logs = new double[length + 1];
    for (int k = 1; k <= length; k++) {
      logs[k] = logs[k - 1] + Math.log(k);
    }
    return logs;
  }

  private static RewardSums joined(List<Atom> atoms) {
    double largest =
        Math.max(Math.abs(atoms.get(0).sum), Math.abs(atoms.get(atoms.size() - 1).sum));
    List<Double> sums = new ArrayList<>();
    List<Double> logMass = new ArrayList<>();
    for (Atom atom : atoms) {
      int last = sums.size() - 1;
      if (last >= 0 && atom.sum - sums.get(last) <= EQUAL * largest) {
        logMass.set(last, logSum(logMass.get(last), atom.logMass));
      } else {
        sums.add(atom.sum);
        logMass.add(atom.logMass);
      }
    }
    return new RewardSums(
        sums.stream().mapToDouble(Double::doubleValue).toArray(),
        logMass.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** log(eᵃ + eᵇ). */
  static double logSum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  int size() {
    return sums.length;
  }

  /** A sum; they ascend. */
  double sum(int index) {
    return sums[index];
  }

  /** The log-probability of a sum. */
  double logMass(int index) {
    return logMass[index];
  }

  /**
   * Log-probabilities of the sums under best-of-N, {@code F_g^N − F_{g−1}^N}, as {@code N·log F +
   * log(1 − (1 − p/F)^N)}. In the upper half F comes from the survival function, 1 − F, since F
   * itself rounds to 1 where best-of-N has its mass.
   *
   * @param logN log N, any number of at least 0; N need not be whole
   */
  double[] bestOf(double logN) {
    double[] above = new double[sums.length];
    double survival = Double.NEGATIVE_INFINITY;
    for (int g = sums.length - 1; g >= 0; g--) {
      above[g] = survival;
      survival = logSum(survival, logMass[g]);
    }
    double[] best = new double[sums.length];
    double cumulative = Double.NEGATIVE_INFINITY;
    for (int g = 0; g < best.length; g++) {
      cumulative = logSum(cumulative, logMass[g]);
      double logF = cumulative < -Math.log(2) ? cumulative : Math.log1p(-Math.exp(above[g]));
      double share = Math.min(1, Math.exp(logMass[g] - logF));
      best[g] = times(logN, logF) + Math.log(-Math.expm1(times(logN, Math.log1p(-share))));
    }
    return best;
  }

  /** N·x of a negative x, which N alone may be too large for. */
  private static double times(double logN, double x) {
    return -Math.exp(logN + Math.log(-x));
  }

  /** One type: its sum of rewards and its probability. */
  private record Atom(double sum, double logMass) {}

  /** Lists all counts of letters that add up to the length. */
  private static final class Types {
    private final double[] logp;
    private final double[] rewards;
    private final double[] logFactorial;
    private final List<Atom> atoms;

    Types(double[] logp, double[] rewards, double[] logFactorial, List<Atom> atoms) {
      this.logp = logp;
      this.rewards = rewards;
      this.logFactorial = logFactorial;
      this.atoms = atoms;
    }

    void list(int letter, int left, double sum, double logMass) {
      if (letter == logp.length - 1) {
        add(letter, left, sum, logMass);
        return;
      }
      for (int count = 0; count <= left; count++) {
        list(
            letter + 1,
            left - count,
            sum + count * rewards[letter],
            logMass + count * logp[letter] - logFactorial[count]);
      }
    }

    private void add(int letter, int count, double sum, double logMass) {
      double log = logMass + count * logp[letter] - logFactorial[count];
      atoms.add(
          new Atom(sum + count * rewards[letter], log + logFactorial[logFactorial.length - 1]));
    }
  }
}
