package org.esscher.plugins.alignmentasymptotics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.api.EsscherTransform;
import org.esscher.plugins.alignmentasymptotics.MemorylessModel.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorylessModelTest {
  private static final double[] P = {.5, .3, .2};
  private static final double[] R = {0, 1, 2};
  private static final double T = 1 / .7;

  private static MemorylessModel three() {
    return new MemorylessModel(P, R);
  }

  private static MemorylessModel coin() {
    return new MemorylessModel(new double[] {.7, .3}, new double[] {0, 1});
  }

  /** log q of r = (0, 1, 2). */
  private static double[] logq() {
    double logSum = Math.log(1 + Math.E + Math.exp(2));
    return new double[] {-logSum, 1 - logSum, 2 - logSum};
  }

  @Test
  void check2CumulantsAreRenyiEntropies() {
    // By definition: log Σ φ q^.5, φ the tilt of β = .7.
    double[] tilt = EsscherTransform.of(Arrays.stream(P).map(Math::log).toArray(), R).at(T).logp();
    double sum = 0;
    for (int y = 0; y < 3; y++) {
      sum += Math.exp(tilt[y] + .5 * logq()[y]);
    }

    assertThat(Math.log(sum)).isCloseTo(-.371615, within(5e-7));
    assertThat(three().cumulant(T, .5)).isCloseTo(Math.log(sum), within(1e-14));
    assertThat(three().renyiCrossEntropy(1 + T)).isCloseTo(1.248961, within(5e-7));
  }

  @Test
  void renyiEntropyHasItsLimitAtOne() {
    double limit = -(P[0] * logq()[0] + P[1] * logq()[1] + P[2] * logq()[2]);

    assertThat(three().renyiCrossEntropy(1)).isCloseTo(limit, within(1e-15));
    assertThat(three().renyiCrossEntropy(1 + 1e-6)).isCloseTo(limit, within(1e-6));
    // ρ = −1/β takes the tilt off: E_φ q^−t = 1/Σ p q^t.
    assertThat(three().cumulant(T, -T))
        .isCloseTo(T * three().renyiCrossEntropy(1 + T), within(1e-14));
  }

  @Test
  void check4TheTiltOfALetter() {
    assertThat(coin().tilt(.1).reward()).isCloseTo(.514629, within(5e-7));
    assertThat(coin().tilt(.1).t()).isCloseTo(.905831, within(5e-7));
    assertThat(coin().tilt(1.204).reward()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "20, .4444, .01904, .0554, .0568",
    "50, .4776, .01280, .0793, .0801",
    "100, .4929, .00918, .0895, .0900",
    "200, .5020, .00613, .0947, .0950",
    "400, .5074, .00387, .0973, .0975"
  })
  void check5BestOfNApproachesTheTilt(
      int length, double reward, double toTilt, double fromReference, double bound) {
    Comparison found = coin().compare(length, .1);

    assertThat(found.bestOfNReward()).isCloseTo(reward, within(5.1e-5));
    assertThat(found.bestOfNToTilt()).isCloseTo(toTilt, within(5.1e-6));
    assertThat(found.bestOfNDivergence()).isCloseTo(fromReference, within(5.1e-5));
    assertThat(found.divergenceBound()).isCloseTo(bound, within(5.1e-5));
    assertThat(found.tiltReward()).isCloseTo(.514629, within(5e-7));
  }

  /** N is up to e^400: what loses the upper tail makes means fall again from m = 400 on. */
  @Test
  void check5GapsFallMonotonically() {
    List<Double> rewards = new ArrayList<>();
    List<Double> divergences = new ArrayList<>();
    for (int length : new int[] {20, 50, 100, 200, 400, 800, 1600, 4000}) {
      Comparison found = coin().compare(length, .1);
      rewards.add(found.tiltReward() - found.bestOfNReward());
      divergences.add(found.bestOfNToTilt());
    }

    assertThat(rewards).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(divergences).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    // (log m)/m falls by 61 from m = 20 to 4000.
    assertThat(rewards.get(0) / rewards.get(7)).isBetween(30., 120.);
    assertThat(rewards.get(7)).isPositive();
  }

  @Test
  void check5HoldsForLargerAlphabetsToo() {
    double before = Double.POSITIVE_INFINITY;
    for (int length : new int[] {10, 20, 40, 80}) {
      Comparison found = three().compare(length, .2);
      double gap = found.tiltReward() - found.bestOfNReward();
      assertThat(gap).isPositive().isLessThan(before);
      assertThat(found.bestOfNDivergence()).isLessThan(found.divergenceBound());
      before = gap;
    }
  }

  /** Two letters a word: 00, 01, 10, 02, 11, 20, 12, 21, 22, whose sums 0 … 4 are enumerated. */
  @Test
  void joinsTypesOfEqualReward() {
    double[] mass = {.25, .3, .2 + .09, .12, .04};
    Comparison found = three().compare(2, .3);
    double n = Math.exp(.6);
    double reward = 0;
    double cumulative = 0;
    for (int sum = 0; sum < mass.length; sum++) {
      reward += sum * (Math.pow(cumulative + mass[sum], n) - Math.pow(cumulative, n));
      cumulative += mass[sum];
    }

    assertThat(found.bestOfNReward()).isCloseTo(reward / 2, within(1e-13));
  }

  @Test
  void check6TheRateVanishesAtTheMean() {
    double mean = 1.569784 - Math.log(1 + Math.E + Math.exp(2));
    // The mean has six decimals, and the rate is quadratic there.
    assertThat(three().rate(T, mean)).isCloseTo(0, within(1e-11));
  }

  @Test
  void check6TheRateIsTheLegendreTransformAndConvex() {
    double[] logq = logq();
    int steps = 40;
    double[] rates = new double[steps - 1];
    for (int i = 1; i < steps; i++) {
      double xi = logq[0] + (logq[2] - logq[0]) * i / steps;
      rates[i - 1] = three().rate(T, xi);
      assertThat(rates[i - 1]).isCloseTo(legendre(xi), within(1e-8));
    }
    for (int i = 1; i + 1 < rates.length; i++) {
      assertThat(rates[i + 1] - 2 * rates[i] + rates[i - 1]).isPositive();
    }
  }

  /** sup over ρ by ternary search: ρξ − Λ(ρ) is concave. */
  private static double legendre(double xi) {
    double low = -40;
    double high = 40;
    for (int i = 0; i < 200; i++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      if (left * xi - three().cumulant(T, left) < right * xi - three().cumulant(T, right)) {
        low = left;
      } else {
        high = right;
      }
    }
    return low * xi - three().cumulant(T, low);
  }

  @Test
  void theRateAtTheEndsIsThatOfOneLetter() {
    // All letters the best, all the worst: −log of their probability under the tilt.
    assertThat(three().rate(T, logq()[2])).isCloseTo(-Math.log(.665310), within(1e-6));
    assertThat(three().rate(T, logq()[0])).isCloseTo(-Math.log(.095526), within(1e-5));
    assertThat(three().rate(T, logq()[2] + 1e-9)).isInfinite();
    assertThat(three().rate(T, logq()[0] - 1e-9)).isInfinite();
  }

  @Test
  void dropsLettersWithoutProbability() {
    MemorylessModel dropped = new MemorylessModel(new double[] {.7, 0, .3}, new double[] {0, 9, 1});

    assertThat(dropped.compare(50, .1)).isEqualTo(coin().compare(50, .1));
    assertThat(dropped.rate(.5, -.6)).isEqualTo(coin().rate(.5, -.6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -.1, 1.21})
  void refusesBudgetsWithoutAComparison(double budget) {
    assertThatThrownBy(() -> coin().compare(10, budget))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(Double.toString(budget));
  }

  @Test
  void refusesWhatIsNoSource() {
    assertThatThrownBy(() -> new MemorylessModel(new double[] {.7, .4}, new double[] {0, 1}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("sum to 1.1");
    assertThatThrownBy(() -> new MemorylessModel(new double[] {1.2, -.2}, new double[] {0, 1}))
        .hasMessageContaining("letter 1 has the probability -0.2");
    assertThatThrownBy(
            () -> new MemorylessModel(new double[] {.7, .3}, new double[] {0, Double.NaN}))
        .hasMessageContaining("outcome 1 has the reward NaN");
    assertThatThrownBy(() -> new MemorylessModel(new double[] {1}, new double[] {0, 1}))
        .hasMessageContaining("got 2");
    assertThatThrownBy(() -> new MemorylessModel(new double[0], new double[0]))
        .hasMessageContaining("0 outcomes");
    double[] many = new double[20];
    Arrays.fill(many, .05);
    double[] rewards = new double[20];
    Arrays.setAll(rewards, y -> y);
    assertThatThrownBy(() -> new MemorylessModel(many, rewards).compare(100, .1))
        .hasMessageContaining("choose shorter words");
  }
}
