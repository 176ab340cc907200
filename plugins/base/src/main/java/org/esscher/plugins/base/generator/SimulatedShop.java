package org.esscher.plugins.base.generator;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Generator;

/**
 * A simulated shop's log: a customer of some segment comes, the shop shows one of its offers, the
 * customer buys or does not. What each offer is worth in each segment is known, so that estimates
 * and trained policies can be held against the truth. The shop (segments, probabilities of buying,
 * logging policy) depends on {@code shop} alone; the log on the run's seed.
 *
 * <p>With every segment s and offer a, {@code P(buy | s, a) = σ(−2 + u_s/2 + v_a/2 + z_sa)}, with
 * standard normal u, v, z: some offers are better for everybody, most for some. The logging policy
 * is a softmax of a noisy guess, {@code π₀(a | s) ∝ exp(v_a + z_sa/2 + ε_sa/2)} with standard
 * normal ε, mixed with the uniform policy, so that every offer has a probability of at least {@code
 * exploration}/offers.
 *
 * <p>Columns: {@code example_id} and {@code prompt_id} (the segment), whole numbers from 0; {@code
 * segment}, its name; {@code action}, the offer; {@code propensity} and {@code behavior_logp} of
 * the action; {@code reward}, 1 for a purchase, else 0; {@code expected_reward}, the probability of
 * buying; {@code expected_rewards} and {@code behavior_class_logp}, vectors of that probability and
 * of the logging policy's log-probability over all offers.
 *
 * @param rows number of visits in the log, one row each
 * @param segments customer segments, equally likely
 * @param offers number of offers
 * @param exploration weight of the uniform policy in the logging policy
 * @param shop number of the shop, from which its customers' tastes are drawn
 */
@Component(value = "simulated-shop", summary = "a log of offers to customers, with the truth")
public record SimulatedShop(
    @Default("20000") @Positive int rows,
    @Default("12") @Min(1) @Max(1000) int segments,
    @Default("10") @Min(2) @Max(1000) int offers,
    @Default("0.1") @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") double exploration,
    @Default("1") long shop)
    implements Generator {
  @Override
  public Batch generate(Context context) {
    Shop truth = Shop.of(segments, offers, exploration, shop);
    RandomGenerator random = context.random();
    Log log = new Log(rows, offers);
    for (int row = 0; row < rows; row++) {
      int segment = random.nextInt(segments);
      int offer = truth.show(segment, random);
      log.visit(row, segment, offer, truth, random.nextDouble());
    }
    return log.batch(context.columns());
  }

  /** The columns of the log as they are filled. */
  private static final class Log {
    private final int offers;
    private final long[] exampleId;
    private final long[] segment;
    private final List<String> name = new ArrayList<>();
    private final long[] action;
    private final double[] propensity;
    private final double[] behaviorLogp;
    private final double[] reward;
    private final double[] expectedReward;
    private final double[] expectedRewards;
    private final double[] behaviorClassLogp;

    Log(int rows, int offers) {
      this.offers = offers;
      this.exampleId = new long[rows];
      this.segment = new long[rows];
      this.action = new long[rows];
      this.propensity = new double[rows];
      this.behaviorLogp = new double[rows];
      this.reward = new double[rows];
      this.expectedReward = new double[rows];
      this.expectedRewards = new double[Math.multiplyExact(rows, offers)];
      this.behaviorClassLogp = new double[Math.multiplyExact(rows, offers)];
    }

    void visit(int row, int who, int offer, Shop truth, double luck) {
      exampleId[row] = row;
      segment[row] = who;
      name.add(truth.segment(who));
      action[row] = offer;
      propensity[row] = truth.shown(who, offer);
      behaviorLogp[row] = Math.log(propensity[row]);
      expectedReward[row] = truth.bought(who, offer);
      reward[row] = luck < expectedReward[row] ? 1 : 0;
      for (int other = 0; other < offers; other++) {
        expectedRewards[row * offers + other] = truth.bought(who, other);
        behaviorClassLogp[row * offers + other] = Math.log(truth.shown(who, other));
      }
    }

    Batch batch(Columns columns) {
      Map<String, Column> named = new LinkedHashMap<>();
      named.put("example_id", columns.integers(exampleId));
      named.put("prompt_id", columns.integers(segment));
      named.put("segment", columns.texts(name));
      named.put("action", columns.integers(action));
      named.put("propensity", columns.numbers(propensity));
      named.put("behavior_logp", columns.numbers(behaviorLogp));
      named.put("reward", columns.numbers(reward));
      named.put("expected_reward", columns.numbers(expectedReward));
      named.put("expected_rewards", columns.vectors(offers, expectedRewards));
      named.put("behavior_class_logp", columns.vectors(offers, behaviorClassLogp));
      return columns.batch(named);
    }
  }
}
