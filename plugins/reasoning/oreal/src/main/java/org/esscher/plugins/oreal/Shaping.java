package org.esscher.plugins.oreal;

import static org.esscher.api.Level.GROUP;

import org.esscher.api.Expr;

/** The advantage a of a rollout among the K rollouts of its prompt. */
public enum Shaping {
  /** Over the mean of the others: {@code R_i − mean of R_j, j ≠ i}. Needs K ≥ 2. */
  RLOO,
  /** Standardized: (R − mean)/std with the population standard deviation, 0 where that is 0. */
  GRPO,
  /** 1 for right ones, −(1 − p) for wrong ones, where p is the share of right ones. */
  ONE_MINUS_P;

  /**
   * In expressions.
   *
   * @param reward R at ROW, of a slot that is grouped by prompts
   * @return a at ROW
   */
  Expr of(Expr reward) {
    return switch (this) {
      case RLOO -> reward.minus(reward.leaveOneOutMean(GROUP));
      case GRPO -> {
        Expr std = reward.populationStd(GROUP);
        Expr standardized = reward.minus(reward.mean(GROUP)).over(std);
        yield std.greaterThan(0).select(standardized, Expr.of(0));
      }
      case ONE_MINUS_P -> {
        Expr right = reward.greaterThan(0);
        yield right.select(Expr.of(1), right.mean(GROUP).minus(1));
      }
    };
  }

  /**
   * In code.
   *
   * @param rewards of all rollouts of one prompt, both right and wrong ones among them
   * @return their advantages
   */
  double[] of(double[] rewards) {
    int n = rewards.length;
    double sum = 0;
    double right = 0;
    for (double reward : rewards) {
      sum += reward;
      right += reward > 0 ? 1 : 0;
    }
    double squares = 0;
    for (double reward : rewards) {
      squares += (reward - sum / n) * (reward - sum / n);
    }
    double[] advantages = new double[n];
    for (int i = 0; i < n; i++) {
      advantages[i] =
          switch (this) {
            case RLOO -> rewards[i] - (sum - rewards[i]) / (n - 1);
            case GRPO -> (rewards[i] - sum / n) / Math.sqrt(squares / n);
            case ONE_MINUS_P -> rewards[i] > 0 ? 1 : right / n - 1;
          };
    }
    return advantages;
  }
}
