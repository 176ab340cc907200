package org.esscher.plugins.genarm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * What a policy's answers are worth, with standard errors over prompts. The slot {@code answers}
 * has {@code reward} by the judge, {@code rival_reward} of the comparator's answer to the same
 * prompt, {@code log_ratio}, log π − log π_base of the answer, and {@code length}, its tokens.
 *
 * <p>Quantities: {@code reward}; {@code win_rate} against the comparator, ties half; {@code kl},
 * the mean log-ratio, which estimates KL(π‖π_base) in nats an answer; {@code length}.
 */
record Decoded() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot answers = in.slot("answers").groupedBy("prompt_id");
    Expr reward = answers.column("reward", Level.ROW);
    Expr ahead = reward.minus(answers.column("rival_reward", Level.ROW));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("reward", reward.mean(Level.BATCH));
    quantities.put("win_rate", ahead.sign().plus(1).times(0.5).mean(Level.BATCH));
    quantities.put("kl", answers.column("log_ratio", Level.ROW).mean(Level.BATCH));
    quantities.put("length", answers.column("length", Level.ROW).mean(Level.BATCH));
    return quantities;
  }
}
