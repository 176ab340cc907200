package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.environment.FiniteModel.Transition;

/**
 * Arms to pull, each with a mean reward. A pull is an episode, and terminates it; the observation
 * is always 0.
 *
 * @param means mean reward of each arm
 * @param arms the distribution that rewards are drawn from
 * @param deviation standard deviation of normal rewards
 */
@Component(value = "multi-armed-bandit", summary = "arms with unknown mean rewards")
public record MultiArmedBandit(
    @Default("[0.2, 0.5, 0.8]") @NotEmpty List<Double> means,
    @Default("bernoulli") Arms arms,
    @Default("1") @PositiveOrZero double deviation)
    implements EnvironmentProvider {
  /** What rewards are drawn from. */
  public enum Arms {
    /** 1 with the mean's probability, otherwise 0. */
    BERNOULLI,
    /** Normal about the mean. */
    NORMAL
  }

  /**
   * Copies and checks.
   *
   * @param means as for the record
   * @param arms as for the record
   * @param deviation as for the record
   */
  public MultiArmedBandit {
    means = List.copyOf(means);
    for (int arm = 0; arm < means.size(); arm++) {
      double mean = means.get(arm);
      if (arms == Arms.BERNOULLI ? !(mean >= 0 && mean <= 1) : !Double.isFinite(mean)) {
        throw EsscherException.user(
            "arm %d has the mean %s; %s is needed",
            arm, mean, arms == Arms.BERNOULLI ? "a probability" : "a finite number");
      }
    }
  }

  @Override
  public Environment create(int copies, Context context) {
    List<List<Transition>> transitions = new ArrayList<>();
    means.forEach(mean -> transitions.add(pulled(mean)));
    FiniteModel model = new FiniteModel(new double[] {1}, means.size(), 1, transitions);
    return new FiniteEnvironment(
        knobs -> model,
        new Knobs(new String[0]),
        arms == Arms.NORMAL ? deviation : 0,
        copies,
        Integer.MAX_VALUE);
  }

  private List<Transition> pulled(double mean) {
    if (arms == Arms.NORMAL) {
      return List.of(new Transition(1, 0, mean, true));
    }
    List<Transition> outcomes = new ArrayList<>();
    if (mean > 0) {
      outcomes.add(new Transition(mean, 0, 1, true));
    }
    if (mean < 1) {
      outcomes.add(new Transition(1 - mean, 0, 0, true));
    }
    return outcomes;
  }
}
