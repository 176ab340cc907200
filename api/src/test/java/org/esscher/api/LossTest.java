package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.api.Leaves.column;
import static org.esscher.api.Leaves.logp;
import static org.esscher.api.Leaves.output;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final Expr VALUE = output("value", "value", Level.ROW);

  private static Expr mean(Expr rows) {
    return rows.mean(Level.BATCH);
  }

  @Test
  void one_expression_is_exact() {
    assertThat(Loss.exact("l", "policy", mean(logp())).kind()).isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void two_expressions_are_a_surrogate() {
    Loss loss = Loss.surrogate("l", "policy", mean(logp()), mean(logp().stop().times(logp())));
    assertThat(loss.kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(loss.truth()).isNull();
    assertThat(loss.following(mean(logp().square())).truth()).isNotNull();
  }

  @Test
  void a_stop_on_a_trained_output_is_never_exact() {
    Expr target = column("rows", "reward", Level.ROW).plus(VALUE.stop());
    Expr semi = mean(VALUE.minus(target).square());
    assertThatThrownBy(() -> Loss.exact("td", "value", semi))
        .hasMessageContaining("loss td stops an output of value, which it trains");
    assertThat(Loss.surrogate("td", "value", semi, semi).kind()).isEqualTo(Loss.Kind.SURROGATE);
  }

  @Test
  void a_stop_on_a_snapshot_or_on_another_role_is_exact() {
    Expr frozen = output("value@target", "value", Level.ROW).stop();
    assertThat(Loss.exact("td", "value", mean(VALUE.minus(frozen).square())).kind())
        .isEqualTo(Loss.Kind.EXACT);
    assertThat(Loss.exact("bc", "policy", mean(VALUE.stop().times(logp()))).kind())
        .isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void a_stop_reaches_through_bound_inputs() {
    Expr q = output("critic", "q", Level.ROW).at("action", output("policy", "action", Level.ROW));
    Expr scaled = mean(q).over(mean(q.abs()).stop());
    assertThatThrownBy(() -> Loss.exact("actor", "policy", scaled))
        .hasMessageContaining("stops an output of policy");
    assertThat(Loss.exact("actor", "policy", mean(q)).kind()).isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void levels_and_roles_are_checked() {
    assertThatThrownBy(() -> Loss.exact("l", "policy", logp()))
        .hasMessage("loss l is at ROW, not reduced to BATCH: rows.policy.logp");
    assertThatThrownBy(() -> Loss.exact("l", "policy@ref", mean(logp())))
        .hasMessage("loss l trains policy@ref, but snapshots are frozen");
    assertThatThrownBy(() -> Loss.exact("l", "polcy", mean(logp())))
        .hasMessage(
            "loss l trains polcy, but no derivative reaches an output of it, only those of"
                + " [policy]");
    assertThatThrownBy(() -> Loss.exact("l", "policy", mean(logp().stop())))
        .hasMessageContaining("no derivative reaches an output of it, only those of []");
  }

  @Test
  void statements_add_up() {
    Losses both =
        Losses.of(Loss.exact("a", "policy", mean(logp())))
            .metric("m", Expr.of(1))
            .and(Losses.of(Loss.exact("b", "value", mean(VALUE))).metric("n", Expr.of(2)))
            .require(logp().greaterThan(-1), "too small");
    assertThat(both.losses()).extracting(Loss::name).containsExactly("a", "b");
    assertThat(both.metrics().keySet()).containsExactly("m", "n");
    assertThat(both.requirements()).hasSize(1);
  }

  @Test
  void names_are_stated_once() {
    Losses a = Losses.of(Loss.exact("a", "policy", mean(logp()))).metric("m", Expr.of(1));
    assertThatThrownBy(() -> a.and(Losses.of(a.losses().get(0))))
        .hasMessage("two losses are named a; rename one");
    assertThatThrownBy(() -> a.metric("m", Expr.of(2))).hasMessage("a metric m was stated twice");
    Losses combined = a.combine("policy", gradients -> Vector.of(0));
    assertThatThrownBy(() -> combined.combine("policy", gradients -> Vector.of(1)))
        .hasMessage("a combiner for policy was stated twice");
    assertThatThrownBy(() -> a.metric("row", logp()))
        .hasMessage("metric row is at ROW, not reduced to BATCH");
  }

  @Test
  void exact_losses_sum_to_an_exact_loss() {
    Losses sum =
        Losses.of(
                Loss.exact("a", "policy", mean(logp())),
                Loss.exact("b", "policy", mean(logp().square())))
            .metric("m", Expr.of(1))
            .summed("total");
    assertThat(sum.losses()).extracting(Loss::name).containsExactly("total");
    assertThat(sum.losses().get(0).kind()).isEqualTo(Loss.Kind.EXACT);
    assertThat(sum.metrics()).containsKey("m");
  }

  @Test
  void a_surrogate_makes_the_sum_a_surrogate_and_keeps_what_it_follows() {
    Expr exact = mean(logp());
    Expr truth = mean(logp().abs());
    Loss score = Loss.surrogate("b", "policy", mean(logp().square()), mean(logp().times(2)));
    Loss sum =
        Losses.of(Loss.exact("a", "policy", exact), score.following(truth))
            .summed("t")
            .losses()
            .get(0);
    assertThat(sum.kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(sum.value().args().get(0)).isSameAs(exact);
    assertThat(sum.descend().args().get(1)).isSameAs(score.descend());
    assertThat(java.util.Objects.requireNonNull(sum.truth()).args()).containsExactly(exact, truth);
  }

  @Test
  void losses_of_different_roles_do_not_sum() {
    Losses both =
        Losses.of(Loss.exact("a", "policy", mean(logp())), Loss.exact("b", "value", mean(VALUE)));
    assertThatThrownBy(() -> both.summed("t"))
        .hasMessageContaining("can't be summed up as t: they train different roles");
    assertThatThrownBy(() -> Losses.of().summed("t")).hasMessage("no losses to sum up as t");
    Losses combined =
        Losses.of(both.losses().get(0)).combine("policy", (Map<String, Vector> g) -> Vector.of(0));
    assertThatThrownBy(() -> combined.summed("t"))
        .hasMessage("losses summed up as t can't be combined for [policy] too");
  }
}
