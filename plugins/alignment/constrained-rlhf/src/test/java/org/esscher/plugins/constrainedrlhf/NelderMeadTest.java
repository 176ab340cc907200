package org.esscher.plugins.constrainedrlhf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NelderMeadTest {
  private static List<double[]> simplex(long seed) {
    Random random = new Random(seed);
    List<double[]> vertices = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      vertices.add(random.doubles(2, .2, .9).toArray());
    }
    return vertices;
  }

  /** The number of values that were asked for. */
  private static int search(
      NelderMead search, int budget, double tolerance, ToDoubleFunction<double[]> f) {
    int asked = 0;
    Optional<double[]> next = search.next(tolerance);
    while (next.isPresent() && asked < budget) {
      search.tell(next.get(), f.applyAsDouble(next.get()));
      next = search.next(tolerance);
      asked++;
    }
    return asked;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void check7FindsTheThresholdsOfTheGrid(long seed) {
    Projection inner = new Projection(new GridToy());
    NelderMead search = new NelderMead(simplex(seed));

    int asked = search(search, 30, 0, theta -> -inner.score(theta));

    assertThat(asked).isLessThanOrEqualTo(30);
    assertThat(-search.bestValue()).isGreaterThan(.8039);
    double[] best = search.best().orElseThrow();
    // The best thresholds are (.500, .606): the spread of the policy counts too, and
    // points within .005 of one another have one value: hence the eleventh thousandth.
    assertThat(best[0]).isCloseTo(.5, within(.011));
    assertThat(best[1]).isCloseTo(.6, within(.011));
  }

  /**
   * By hand, on x + 3y from (0, 0), (1, 0), (0, 1). Worst (0, 1): reflected over (½, 0) to (1, −1),
   * −2, below the best 0: expanded to (1.5, −2), −4.5. Then (1, 0) is the worst: over (¾, −1) to
   * (½, −2), −5.5, again the best, expanded to (¼, −3), −8.75.
   */
  @Test
  void movesAsByHand() {
    NelderMead search =
        new NelderMead(List.of(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1}));
    List<double[]> asked = new ArrayList<>();
    search(
        search,
        7,
        0,
        point -> {
          asked.add(point);
          return point[0] + 3 * point[1];
        });

    assertThat(asked.subList(3, 7))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new double[] {1, -1},
            new double[] {1.5, -2},
            new double[] {.5, -2},
            new double[] {.25, -3});
  }

  /**
   * By hand, at the bottom of x² + y² from (0, 0), (1, 0), (0, 1), the latter first by order: (0,
   * 1) is the last of two equals, so the worst; over (½, 0) to (1, −1), worse, contracted inside to
   * (¼, ½), .3125, better than 1.
   */
  @Test
  void contractsAsByHand() {
    NelderMead search =
        new NelderMead(List.of(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1}));
    List<double[]> asked = new ArrayList<>();
    search(
        search,
        5,
        0,
        point -> {
          asked.add(point);
          return point[0] * point[0] + point[1] * point[1];
        });

    assertThat(asked.get(3)).containsExactly(1, -1);
    assertThat(asked.get(4)).containsExactly(.25, .5);
  }

  /** Where neither reflection nor contraction helps, all come half the way to the best. */
  @Test
  void shrinksAsByHand() {
    NelderMead search =
        new NelderMead(List.of(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1}));
    List<double[]> asked = new ArrayList<>();
    search(
        search,
        7,
        0,
        point -> {
          asked.add(point);
          return asked.size() <= 3 ? asked.size() : 9;
        });

    assertThat(asked.get(5)).containsExactly(.5, 0);
    assertThat(asked.get(6)).containsExactly(0, .5);
  }

  @Test
  void isOverWhenTheValuesAgree() {
    NelderMead search = new NelderMead(simplex(1));

    int asked = search(search, 100, .01, point -> 5 + .001 * point[0]);

    assertThat(asked).isEqualTo(3);
    assertThat(search.next(.01)).isEmpty();
    assertThat(search.next(1e-9)).isPresent();
  }

  @Test
  void isOverWhenItsVerticesAreNear() {
    NelderMead search = new NelderMead(simplex(2));

    int asked = search(search, 1000, 0, p -> (p[0] - .4) * (p[0] - .4) + (p[1] - .3) * (p[1] - .3));

    assertThat(asked).isLessThan(100);
    assertThat(search.next(0)).isEmpty();
  }

  @Test
  void isRestored() {
    NelderMead whole = new NelderMead(simplex(3));
    NelderMead resumed = new NelderMead(simplex(3));
    ToDoubleFunction<double[]> f = point -> Math.sin(5 * point[0]) + point[1] * point[1];
    search(whole, 20, 0, f);
    for (int i = 0; i < 20; i++) {
      resumed = NelderMead.restored(resumed.save(), 2);
      search(resumed, 1, 0, f);
    }

    assertThat(resumed.save()).isEqualTo(whole.save());
    assertThat(resumed.next(0).orElseThrow()).isEqualTo(whole.next(0).orElseThrow());
  }

  /**
   * The inner problem solved exactly: the policy nearest to the reference with V = θ, which is π ∝
   * π₀·exp(Σ λ_i r_i), by Newton's method on the dual.
   */
  private record Projection(GridToy toy) {
    double score(double[] theta) {
      double[] lambda = new double[2];
      double[] logp = toy.reference.clone();
      for (int i = 0; i < 200; i++) {
        newton(lambda, logp, theta);
        for (int a = 0; a < GridToy.ACTIONS; a++) {
          logp[a] =
              toy.reference[a] + lambda[0] * toy.rewards[0][a] + lambda[1] * toy.rewards[1][a];
        }
        GridToy.normalize(logp);
      }
      return GridToy.expected(logp, toy.evaluation);
    }

    private void newton(double[] lambda, double[] logp, double[] theta) {
      double[] value = {
        GridToy.expected(logp, toy.rewards[0]), GridToy.expected(logp, toy.rewards[1])
      };
      double[][] covariance = new double[2][2];
      for (int a = 0; a < GridToy.ACTIONS; a++) {
        double p = Math.exp(logp[a]);
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 2; j++) {
            covariance[i][j] += p * (toy.rewards[i][a] - value[i]) * (toy.rewards[j][a] - value[j]);
          }
        }
      }
      double[] gap = {value[0] - theta[0], value[1] - theta[1]};
      double determinant =
          covariance[0][0] * covariance[1][1] - covariance[0][1] * covariance[1][0];
      double first = (covariance[1][1] * gap[0] - covariance[0][1] * gap[1]) / determinant;
      double second = (covariance[0][0] * gap[1] - covariance[1][0] * gap[0]) / determinant;
      // Far from the solution a full step of Newton's overshoots.
      lambda[0] -= Math.max(-20, Math.min(20, first));
      lambda[1] -= Math.max(-20, Math.min(20, second));
    }
  }
}
