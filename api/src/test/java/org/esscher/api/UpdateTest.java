package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.api.Leaves.column;

import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateTest {
  private static final Expr ROWS = column("rows", "reward", Level.ROW);
  private static final Expr KEY = Expr.leaf(Op.KEY, "rows", Level.ROW, "", "prompt_id", List.of());
  private static final Expr NUMBER = Expr.leaf(Op.STATE, null, Level.BATCH, "", "z", List.of(), 0);
  private static final Expr KEYED =
      Expr.leaf(Op.STATE, "rows", Level.ROW, "", "memory", List.of(KEY), 0);
  private static final Expr WINDOW =
      Expr.leaf(Op.WINDOW_MEAN, null, Level.BATCH, "", "baseline", List.of(), 0);

  @Test
  void each_rule_takes_its_own_kind_of_state() {
    assertThat(Update.sum(NUMBER, ROWS.sum(Level.BATCH)).merge()).isEqualTo(Update.Merge.SUM);
    assertThat(Update.sum(KEYED, ROWS).merge()).isEqualTo(Update.Merge.SUM);
    assertThat(Update.last(KEYED, ROWS).merge()).isEqualTo(Update.Merge.LAST_BY_KEY);
    assertThat(Update.window(WINDOW, 8, ROWS).size()).isEqualTo(8);
  }

  @Test
  void others_are_refused() {
    assertThatThrownBy(() -> Update.sum(NUMBER, ROWS))
        .hasMessage("update SUM of z (at BATCH) by a delta at ROW, size 0, does not fit");
    assertThatThrownBy(() -> Update.last(NUMBER, ROWS.sum(Level.BATCH)))
        .hasMessageContaining("LAST_BY_KEY of z");
    assertThatThrownBy(() -> Update.last(KEYED, ROWS.mean(Level.BATCH)))
        .hasMessageContaining("of rows.memory (at ROW, keyed) by a delta at BATCH");
    assertThatThrownBy(() -> Update.window(WINDOW, 0, ROWS)).hasMessageContaining("size 0");
    assertThatThrownBy(() -> Update.window(NUMBER, 8, ROWS)).hasMessageContaining("WINDOW of z");
    assertThatThrownBy(() -> Update.sum(ROWS, ROWS)).hasMessageContaining("SUM of rows.reward");
  }
}
