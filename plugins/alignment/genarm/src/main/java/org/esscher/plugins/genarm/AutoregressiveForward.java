package org.esscher.plugins.genarm;

import static org.esscher.plugins.genarm.AutoregressiveReward.LOGP;
import static org.esscher.plugins.genarm.AutoregressiveReward.SCORE;
import static org.esscher.plugins.genarm.AutoregressiveReward.TOKEN_SCORE;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Forward;
import org.jspecify.annotations.Nullable;

/**
 * A pass through the policy: r = Σ_t log π_r, so a cotangent of the score is one of each token's
 * log-probability.
 *
 * @param policy the pass, which is handed over
 * @param columns makes columns
 */
record AutoregressiveForward(Forward policy, Columns columns) implements Forward {
  @Override
  public Column output(String name) {
    return switch (name) {
      case TOKEN_SCORE -> policy.output(LOGP);
      case SCORE -> columns.numbers(sums(policy.output(LOGP)));
      default -> policy.output(name);
    };
  }

  private static double[] sums(Column logp) {
    double[] sums = new double[logp.rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int token = logp.start(row); token < logp.start(row + 1); token++) {
        sums[row] += logp.at(token);
      }
    }
    return sums;
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    Map<String, Column> pulled = new HashMap<>(cotangents);
    Column ofScore = pulled.remove(SCORE);
    Column ofTokens = pulled.remove(TOKEN_SCORE);
    if (ofScore != null || ofTokens != null) {
      Column logp = policy.output(LOGP);
      double[] sum = new double[logp.start(logp.rows())];
      addTokens(pulled.get(LOGP), sum);
      addTokens(ofTokens, sum);
      if (ofScore != null) {
        for (int row = 0; row < logp.rows(); row++) {
          for (int token = logp.start(row); token < logp.start(row + 1); token++) {
            sum[token] += ofScore.at(row);
          }
        }
      }
      pulled.put(LOGP, columns.shapedLike(logp, sum));
    }
    return policy.pullback(pulled, wantedInputs);
  }

  private static void addTokens(@Nullable Column cotangents, double[] sum) {
    if (cotangents != null) {
      for (int token = 0; token < sum.length; token++) {
        sum[token] += cotangents.at(token);
      }
    }
  }

  @Override
  public void close() {
    policy.close();
  }
}
