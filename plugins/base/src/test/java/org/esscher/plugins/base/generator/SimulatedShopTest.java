package org.esscher.plugins.base.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedShopTest {
  private final ArenaContext context = new ArenaContext();
  private final SimulatedShop shop = new SimulatedShop(20_000, 12, 10, 0.1, 1);
  private final Batch log = shop.generate(context);

  @AfterEach
  void close() {
    context.close();
  }

  @Test
  void tellsTheTruthOfEveryRow() {
    Column action = log.column("action");
    Column expected = log.column("expected_rewards");
    Column behavior = log.column("behavior_class_logp");
    for (int row = 0; row < log.rows(); row++) {
      int offer = (int) action.at(row);
      double sum = 0;
      for (int other = 0; other < 10; other++) {
        double probability = Math.exp(behavior.at(row * 10L + other));
        // A tenth of the logging policy is uniform over ten offers.
        assertThat(probability).isGreaterThan(0.01 - 1e-12);
        sum += probability;
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
      assertThat(log.column("expected_reward").at(row)).isEqualTo(expected.at(row * 10L + offer));
      assertThat(log.column("behavior_logp").at(row)).isEqualTo(behavior.at(row * 10L + offer));
      assertThat(log.column("propensity").at(row))
          .isCloseTo(Math.exp(log.column("behavior_logp").at(row)), within(1e-15));
    }
  }

  @Test
  void rewardsAsExpected() {
    // Rewards are independent with known means p: the mean of (r − p) has variance Σ p(1−p)/n².
    // Five standard deviations: a correct generator fails for 6 seeds in ten million.
    double sum = 0;
    double variance = 0;
    for (int row = 0; row < log.rows(); row++) {
      double mean = log.column("expected_reward").at(row);
      double reward = log.column("reward").at(row);
      assertThat(reward).isIn(0., 1.);
      sum += reward - mean;
      variance += mean * (1 - mean);
    }
    assertThat(Math.abs(sum)).isLessThan(5 * Math.sqrt(variance));
  }

  @Test
  void weighsToTheValueOfTheUniformPolicy() {
    // Inverse propensity weighting is unbiased: the mean of r/(10·propensity) is the mean over rows
    // of the mean of the ten expected rewards, up to five of its standard errors.
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < log.rows(); row++) {
      double truth = 0;
      for (int offer = 0; offer < 10; offer++) {
        truth += log.column("expected_rewards").at(row * 10L + offer) / 10;
      }
      double difference =
          log.column("reward").at(row) / (10 * log.column("propensity").at(row)) - truth;
      sum += difference;
      squares += difference * difference;
    }
    assertThat(Math.abs(sum)).isLessThan(5 * Math.sqrt(squares));
  }

  @Test
  void leavesSomethingToLearn() {
    // The best offer of each segment is worth clearly more than what is shown.
    double best = 0;
    double shown = 0;
    for (int row = 0; row < log.rows(); row++) {
      double largest = 0;
      for (int offer = 0; offer < 10; offer++) {
        largest = Math.max(largest, log.column("expected_rewards").at(row * 10L + offer));
      }
      best += largest / log.rows();
      shown += log.column("expected_reward").at(row) / log.rows();
    }
    assertThat(best).isGreaterThan(shown + 0.1);
  }

  @Test
  void isTheSameShopWithAnotherLog() {
    // The context's generator has moved on.
    Batch again = shop.generate(context);
    assertThat(again.column("action").toArray()).isNotEqualTo(log.column("action").toArray());
    int row = 0;
    while (again.column("prompt_id").at(row) != log.column("prompt_id").at(0)) {
      row++;
    }
    assertThat(again.column("expected_rewards").at(row * 10L))
        .isEqualTo(log.column("expected_rewards").at(0));
    assertThat(again.column("segment").text(row)).isEqualTo(log.column("segment").text(0));
  }

  @Test
  void repeatsWithTheSameSeed() {
    try (ArenaContext other = new ArenaContext()) {
      Batch same = shop.generate(other);
      assertThat(same.column("reward").toArray()).isEqualTo(log.column("reward").toArray());
    }
  }
}
