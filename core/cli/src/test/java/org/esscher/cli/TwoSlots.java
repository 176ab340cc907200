package org.esscher.cli;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Statistic;

/** The difference of two means. */
@Component(value = "test-two-slots", summary = "the difference of two means")
public record TwoSlots() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    return Map.of("difference", mean(in, "left").minus(mean(in, "right")));
  }

  private static Expr mean(Inputs in, String slot) {
    return in.slot(slot).column("x", Level.ROW).mean(Level.BATCH);
  }
}
