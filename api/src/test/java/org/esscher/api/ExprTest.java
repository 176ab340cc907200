package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.api.Leaves.column;
import static org.esscher.api.Leaves.logp;
import static org.esscher.api.Leaves.output;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExprTest {
  private static final Expr REWARD = column("rows", "reward", Level.ROW);
  private static final Expr TOKEN_LOGP = output("policy", "logp", Level.TOKEN);

  @ParameterizedTest
  @CsvSource({
    "TOKEN, ROW, TOKEN",
    "ROW, TOKEN, TOKEN",
    "ROW, GROUP, ROW",
    "TOKEN, GROUP, TOKEN",
    "PAIR, ROW, PAIR",
    "GROUP, BATCH, GROUP",
    "PAIR, GROUP, PAIR",
    "ROW, ROW, ROW",
  })
  void operands_broadcast_to_the_finest_level(Level left, Level right, Level result) {
    assertThat(column("rows", "a", left).times(column("rows", "b", right)).level())
        .isEqualTo(result);
  }

  @Test
  void tokens_and_pairs_do_not_mix() {
    assertThatThrownBy(() -> TOKEN_LOGP.plus(REWARD.left()))
        .isInstanceOf(EsscherException.class)
        .hasMessage(
            "rows.policy.logp is at TOKEN and left(rows.reward) at PAIR; reduce one of them first");
  }

  @Test
  void rows_of_different_slots_do_not_mix() {
    Expr other = column("pairs", "reward", Level.ROW);
    assertThatThrownBy(() -> REWARD.minus(other))
        .hasMessage(
            "rows.reward and pairs.reward belong to different slots; only BATCH values of different"
                + " slots mix");
    assertThatThrownBy(() -> REWARD.greaterThan(0).select(REWARD, other))
        .hasMessageContaining("pairs.reward belong to different slots");
  }

  @Test
  void batch_values_of_different_slots_mix() {
    Expr other = column("pairs", "reward", Level.ROW).mean(Level.BATCH);
    assertThat(REWARD.mean(Level.BATCH).plus(other).slot()).isNull();
    assertThat(other.times(REWARD).slot()).isEqualTo("rows");
  }

  @Test
  void batch_columns_mix_with_other_slots_and_stay_readable() {
    Expr temperature = column("pairs", "temperature", Level.BATCH);
    assertThat(temperature.slot()).isEqualTo("pairs");
    assertThat(REWARD.over(temperature).slot()).isEqualTo("rows");
    assertThat(temperature.exp().plus(column("rows", "weight", Level.BATCH)).slot()).isNull();
  }

  @Test
  void reductions_go_up_only() {
    assertThat(TOKEN_LOGP.sum(Level.ROW).level()).isEqualTo(Level.ROW);
    assertThatThrownBy(() -> REWARD.sum(Level.ROW))
        .hasMessage("rows.reward is at ROW and cannot be reduced to ROW");
    assertThatThrownBy(() -> REWARD.mean(Level.TOKEN))
        .hasMessageContaining("is at ROW and cannot be reduced to TOKEN");
    assertThatThrownBy(() -> REWARD.left().sum(Level.TOKEN))
        .hasMessageContaining("is at PAIR and cannot be reduced to TOKEN");
    assertThatThrownBy(() -> Expr.of(1).sum(Level.BATCH))
        .hasMessage("1.0 is at BATCH and cannot be reduced to BATCH");
  }

  @Test
  void leave_one_out_is_for_rows_and_groups() {
    assertThat(REWARD.leaveOneOutMean(Level.GROUP).level()).isEqualTo(Level.ROW);
    assertThat(REWARD.sum(Level.GROUP).leaveOneOutMean(Level.BATCH).level()).isEqualTo(Level.GROUP);
    assertThatThrownBy(() -> TOKEN_LOGP.leaveOneOutMean(Level.ROW))
        .hasMessage("leaveOneOutMean is for rows and groups; rows.policy.logp is at TOKEN");
  }

  @Test
  void pairs_are_made_of_rows() {
    assertThat(REWARD.left().minus(REWARD.right()).level()).isEqualTo(Level.PAIR);
    assertThatThrownBy(TOKEN_LOGP::right)
        .hasMessage("pairs are made of ROW values; rows.policy.logp is at TOKEN");
  }

  @Test
  void order_needs_rows_or_tokens() {
    assertThat(TOKEN_LOGP.shift(1, 0).suffixSum(Expr.of(.9)).level()).isEqualTo(Level.TOKEN);
    assertThat(REWARD.isLast().level()).isEqualTo(Level.ROW);
    assertThatThrownBy(() -> REWARD.mean(Level.GROUP).shift(1, 0))
        .hasMessageContaining("shift runs along tokens or rows");
    assertThatThrownBy(() -> REWARD.suffixSum(TOKEN_LOGP))
        .hasMessage("the decay rows.policy.logp is finer than rows.reward");
  }

  @Test
  void a_vector_lives_at_the_finest_level_of_its_components() {
    assertThat(Expr.vector(List.of(Expr.of(1), REWARD, TOKEN_LOGP)).level()).isEqualTo(Level.TOKEN);
    assertThat(Expr.vector(List.of(REWARD, Expr.of(1))).slot()).isEqualTo("rows");
    assertThatThrownBy(() -> Expr.vector(List.of())).hasMessageContaining("at least one component");
  }

  @Test
  void nan_is_no_constant_and_clips_are_ordered() {
    assertThatThrownBy(() -> Expr.of(Double.NaN)).hasMessageContaining("NaN is not a constant");
    assertThatThrownBy(() -> REWARD.clip(1, 0))
        .hasMessage("clip needs low ≤ high, got 1.0 and 0.0");
  }

  @Test
  void an_output_is_bound_to_inputs_of_its_slot_or_of_the_batch() {
    Expr q = output("critic", "q", Level.ROW);
    Expr bound = q.at("action", REWARD).at("temperature", Expr.of(2));
    assertThat(bound.at()).containsOnlyKeys("action", "temperature");
    assertThat(q.at()).isEmpty();
    assertThatThrownBy(() -> q.at("action", column("pairs", "action", Level.ROW)))
        .hasMessage("rows.critic.q takes its input action from pairs.action of another slot");
    assertThatThrownBy(() -> REWARD.at("action", REWARD))
        .hasMessage("at(…) is for model outputs; rows.reward is none");
    assertThatThrownBy(() -> q.exp().inputGradient("action"))
        .hasMessage("inputGradient(…) is for model outputs; exp(rows.critic.q) is none");
  }

  @ParameterizedTest
  @CsvSource({
    "policy,          logp,  ,             logp",
    "policy@ref,      logp,  ,             ref_logp",
    "policy@ref,      logp,  chosen_logp,  ref_chosen_logp",
    "teacher,         logp,  ,             teacher_logp",
    "value,           value, next_value,   next_value",
    "value@target,    value, next_value,   target_next_value",
    "reward,          score, ,             score",
  })
  void an_output_has_one_column(String role, String output, String renamed, String column) {
    Expr leaf = output(role, output, Level.ROW);
    assertThat((renamed == null ? leaf : leaf.as(renamed)).column()).isEqualTo(column);
  }

  @Test
  void an_input_gradient_names_its_own_column() {
    Expr gradient = output("critic", "q", Level.ROW).inputGradient("action");
    assertThat(gradient.column()).isEqualTo("q_action_gradient");
    assertThat(gradient.args()).hasSize(1);
  }

  @Test
  void texts_stay_short_however_often_operands_are_shared() {
    Expr shared = logp();
    for (int i = 0; i < 60; i++) {
      shared = shared.plus(shared);
    }
    assertThat(shared.toString()).hasSizeLessThan(300).contains("add(…)");
    assertThat(logp().minus(REWARD).exp().toString())
        .isEqualTo("exp(subtract(rows.policy.logp, rows.reward))");
  }
}
