package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;

/**
 * A process that return-conditioned learning solves with constant width, and Bellman backups leave
 * any class of narrow networks. States 0 to n − 1 of the first step lie on the real line, all alike
 * likely; action a of 0 and 1 pays a and leads to state p(s) of the second step, {@code p(2i) = i,
 * p(2i + 1) = n − 1 − i}, which pays 0 and is the last. {@code Q*(s, a) = a}; but the backup of
 * f(s) = s is a + p(s), which turns at every state between the first and the last.
 *
 * <p>The observation is s at the first step and n + s at the second.
 *
 * @param n number of states per step, an even number
 */
@Component(
    value = "hard-instance",
    summary = "two steps whose Bellman backups need wide networks",
    paper = "made for Zhou et al. 2024, arXiv 2310.19308, theorem 1")
public record HardInstance(@Default("64") @Min(4) int n) implements EnvironmentProvider {
  /**
   * Checks.
   *
   * @param n as for the record
   */
  public HardInstance {
    if (n % 2 != 0) {
      throw EsscherException.user("hard-instance: n is %d; an even number is needed", n);
    }
  }

  /**
   * The state that a state of the first step leads to.
   *
   * @param s from 0 to n − 1
   * @return p(s)
   */
  public int next(int s) {
    return s % 2 == 0 ? s / 2 : n - 1 - s / 2;
  }

  /**
   * States between the first and the last at which the backup of f(s) = s changes its slope: a
   * network of one hidden layer of rectified units needs as many.
   *
   * @return n − 2
   */
  public int interiorBreakPoints() {
    int count = 0;
    for (int s = 1; s < n - 1; s++) {
      if (next(s + 1) - next(s) != next(s) - next(s - 1)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public Environment create(int copies, Context context) {
    List<List<List<Double>>> transitions = new ArrayList<>();
    List<List<Double>> rewards = new ArrayList<>();
    List<Double> initial = new ArrayList<>();
    for (int state = 0; state < 2 * n; state++) {
      List<Double> next = new ArrayList<>(Collections.nCopies(2 * n, 0.0));
      if (state < n) {
        next.set(n + next(state), 1.0);
      }
      transitions.add(List.of(next, next));
      rewards.add(state < n ? List.of(0.0, 1.0) : List.of(0.0, 0.0));
      initial.add(state < n ? 1.0 / n : 0);
    }
    Map<String, ?> config =
        Map.of("transitions", transitions, "rewards", rewards, "initial", initial);
    return context.component(EnvironmentProvider.class, "tabular", config).create(copies, context);
  }
}
