package org.esscher.plugins.base.policy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.esscher.plugins.base.model.FrozenForward;

/**
 * A policy that gives the choices of another, whose choices can be listed, new probabilities by
 * their rewards: exact log-probabilities, sampling and enumeration. It has no parameters.
 */
abstract class ReweightedPolicy implements Policy, Sampler, Enumerable {
  private final String id;
  private final Children children;
  private final Policy base;
  private final RewardModel reward;

  /**
   * A policy.
   *
   * @param id for messages
   * @param base lists its choices
   * @param reward scores them
   * @param children the two, saved and closed with this policy
   */
  ReweightedPolicy(String id, Policy base, RewardModel reward, Children children) {
    this.id = id;
    this.base = base;
    this.reward = reward;
    this.children = children;
  }

  /**
   * Turns the log-probabilities of one context's choices into new ones, in place.
   *
   * @param contextRow the context, for messages
   * @param logp normalized within the slice, before and after
   * @param scores finite or −∞
   * @param from the first choice
   * @param to behind the last choice
   */
  abstract void reweigh(int contextRow, double[] logp, double[] scores, int from, int to);

  final Policy base() {
    return base;
  }

  @Override
  public final Set<String> inputs() {
    Set<String> inputs = new HashSet<>(base.inputs());
    inputs.addAll(reward.inputs());
    return Set.copyOf(inputs);
  }

  @Override
  public final Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(List.of(base, reward), columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logp");
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    FrozenForward.requireOnly(id, "logp", outputs);
    return new FrozenForward(id, "logp", logp(batch, batch, 1, context));
  }

  /**
   * The log-probabilities of choices.
   *
   * @param contexts what the choices are listed for
   * @param rows the choices that were taken, those of one context together
   * @param each how many rows a context has
   * @param context makes the column
   * @return one a row
   */
  final Column logp(Batch contexts, Batch rows, int each, Context context) {
    EnumeratedChoices choices = choices(contexts, context);
    double[] all = reweighed(choices, context);
    int[] taken = choices.taken(rows, each, base.inputs());
    return context
        .columns()
        .numbers(Arrays.stream(taken).mapToDouble(choice -> all[choice]).toArray());
  }

  private EnumeratedChoices choices(Batch contexts, Context context) {
    Enumerable listing =
        base.as(Enumerable.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "'%s' needs a policy whose choices can be listed to give its"
                            + " log-probabilities",
                        id));
    return EnumeratedChoices.of(listing, contexts, context);
  }

  private double[] reweighed(EnumeratedChoices choices, Context context) {
    double[] logp = choices.batch().column("logp").toArray();
    double[] scores = scores(choices.batch(), context);
    for (int row = 0; row < choices.contexts(); row++) {
      reweigh(row, logp, scores, choices.start(row), choices.start(row + 1));
    }
    return logp;
  }

  /** The scores of rows, one a row. */
  final double[] scores(Batch rows, Context context) {
    try (Forward forward = reward.forward(rows, Set.of("score"), context)) {
      Column scores = forward.output("score");
      if (scores.ragged() || scores.width() != 1) {
        throw EsscherException.user(
            "'%s' weights choices by one score each, got %s",
            id, scores.ragged() ? "lists" : "vectors of " + scores.width());
      }
      double[] values = scores.toArray();
      for (int row = 0; row < values.length; row++) {
        if (Double.isNaN(values[row]) || values[row] == Double.POSITIVE_INFINITY) {
          throw EsscherException.data(
              "choice %d has the score %s; scores are finite or -Infinity", row, values[row]);
        }
      }
      return values;
    }
  }

  @Override
  public final Batch enumerate(Batch contexts, Context context) {
    EnumeratedChoices choices = choices(contexts, context);
    return choices.batch().with("logp", context.columns().numbers(reweighed(choices, context)));
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    EnumeratedChoices choices = choices(contexts, context);
    double[] logp = reweighed(choices, context);
    int[] drawn = new int[Math.multiplyExact(contexts.rows(), each)];
    for (int i = 0; i < drawn.length; i++) {
      int row = i / each;
      drawn[i] = LogSoftmax.draw(logp, choices.start(row), choices.start(row + 1), random);
    }
    double[] behavior = Arrays.stream(drawn).mapToDouble(choice -> logp[choice]).toArray();
    return WithoutColumns.of(choices.batch(), Set.of("logp", "context_row"), context)
        .take(drawn)
        .with("behavior_logp", context.columns().numbers(behavior));
  }

  @Override
  public final State save() {
    return children.save();
  }

  @Override
  public final void close() {
    children.close();
  }
}
