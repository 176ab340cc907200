package org.esscher.spitests.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.esscher.api.Aggregation;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;
import org.esscher.api.Vector;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each method declares what its paper needs, by asking; what has no meaning is refused. */
class DesignProbeTest {
  private final RecordingInputs in = new RecordingInputs();

  private static Map<String, Loss.Kind> kinds(Losses losses) {
    return losses.losses().stream().collect(Collectors.toMap(Loss::name, Loss::kind));
  }

  @Nested
  class Alignment {
    @Test
    void dpo() {
      Losses losses = new Dpo(.1).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).isEmpty();
      assertThat(declared.outputs())
          .containsExactly(
              "pairs.chosen_logp",
              "pairs.ref_chosen_logp",
              "pairs.ref_rejected_logp",
              "pairs.rejected_logp");
      assertThat(declared.inputs()).containsExactly("pairs.chosen", "pairs.rejected");
      assertThat(declared.roles()).containsExactly("policy", "policy@ref");
      assertThat(kinds(losses)).isEqualTo(Map.of("dpo", Loss.Kind.EXACT));
      assertThat(in.groups()).isEmpty();
    }

    @Test
    void grpo() {
      Losses losses = new Grpo(.2, 1e-4, .04, Aggregation.TOKEN_MEAN).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("samples.old_logp", "samples.reward");
      assertThat(declared.outputs()).containsExactly("samples.logp", "samples.ref_logp");
      assertThat(in.groups()).isEqualTo(Map.of("samples", "prompt_id"));
      assertThat(kinds(losses)).isEqualTo(Map.of("grpo", Loss.Kind.EXACT));
      assertThat(losses.metrics()).containsOnlyKeys("kl");
    }

    @Test
    void f_dpg_with_a_window_and_one_normalizer() {
      Losses losses = fDpg(FDpg.Baseline.WINDOW, FDpg.Scope.GLOBAL).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("samples.behavior_logp");
      assertThat(declared.outputs()).containsExactly("samples.log_target", "samples.logp");
      assertThat(declared.roles()).containsExactly("policy", "target");
      assertThat(declared.states()).containsExactly("baseline", "z_count", "z_sum");
      assertThat(kinds(losses)).isEqualTo(Map.of("f-dpg", Loss.Kind.SURROGATE));
      assertThat(losses.updates())
          .extracting(Update::merge)
          .containsExactly(Update.Merge.SUM, Update.Merge.SUM, Update.Merge.WINDOW);
      assertThat(in.groups()).isEmpty();
    }

    @Test
    void f_dpg_with_a_normalizer_a_prompt() {
      Losses losses = fDpg(FDpg.Baseline.LOO, FDpg.Scope.PROMPT).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("samples.behavior_logp", "samples.prompt_id");
      assertThat(declared.states()).containsExactly("z_count", "z_sum");
      assertThat(in.groups()).isEqualTo(Map.of("samples", "prompt_id"));
      assertThat(losses.updates())
          .allSatisfy(update -> assertThat(update.state().level()).isEqualTo(Level.GROUP));
    }

    @Test
    void only_infinite_divergences_demand_mass_under_the_target() {
      assertThat(fDpg(FDpg.Baseline.NONE, FDpg.Scope.GLOBAL).losses(in).requirements()).hasSize(1);
      FDpg pearson =
          new FDpg(
              new PearsonChi2(),
              FDpg.Baseline.NONE,
              1,
              FDpg.Scope.GLOBAL,
              Double.POSITIVE_INFINITY,
              Double.POSITIVE_INFINITY);
      assertThat(pearson.losses(in).requirements()).hasSize(2);
    }

    private FDpg fDpg(FDpg.Baseline baseline, FDpg.Scope scope) {
      return new FDpg(
          new JensenShannon(),
          baseline,
          1024,
          scope,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }

    @Test
    void constrained_rlhf() {
      Losses losses = constrained().losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("samples.old_logp", "samples.rewards");
      assertThat(declared.outputs())
          .containsExactly(
              "samples.logp", "samples.multiplier", "samples.ref_logp", "samples.value");
      assertThat(declared.roles()).containsExactly("multipliers", "policy", "policy@ref", "value");
      assertThat(kinds(losses))
          .isEqualTo(
              Map.of(
                  "policy", Loss.Kind.EXACT,
                  "value", Loss.Kind.SURROGATE,
                  "multiplier", Loss.Kind.EXACT));
    }

    private ConstrainedPpo constrained() {
      return new ConstrainedPpo(
          List.of(.5, .6), ConstrainedPpo.Variant.XI, .2, .99, .95, .5, .5, new PpoClip(.2));
    }
  }

  @Nested
  class Preference {
    @Test
    void hypo_reads_two_slots_of_different_columns() {
      Losses losses = hypo(Hypo.KlEstimator.SCORE_LOO, false).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.outputs())
          .containsExactly(
              "online.logp",
              "online.ref_logp",
              "pairs.chosen_logp",
              "pairs.ref_chosen_logp",
              "pairs.ref_rejected_logp",
              "pairs.rejected_logp");
      assertThat(in.groups()).isEqualTo(Map.of("online", "prompt_id"));
      assertThat(kinds(losses)).isEqualTo(Map.of("hypo", Loss.Kind.SURROGATE));
      assertThat(losses.metrics()).containsOnlyKeys("margin");
    }

    @Test
    void hypo_is_exact_where_answers_are_enumerated() {
      assertThat(kinds(hypo(Hypo.KlEstimator.EXACT, false).losses(in)))
          .isEqualTo(Map.of("hypo", Loss.Kind.EXACT));
    }

    @Test
    void hypo_needs_no_prompts_without_a_baseline() {
      hypo(Hypo.KlEstimator.SCORE, false).losses(in);
      hypo(Hypo.KlEstimator.SCORE, true).losses(in);
      assertThat(in.groups()).isEmpty();
    }

    private Hypo hypo(Hypo.KlEstimator estimator, boolean perToken) {
      return new Hypo(new Dpo(.1), .02, estimator, perToken);
    }

    @Test
    void nash_mp() {
      Losses losses = new NashMpProx(.1, .2, NashMpProx.Baseline.LOO).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("samples.preference_prob");
      assertThat(declared.outputs())
          .containsExactly("samples.anchor_logp", "samples.logp", "samples.ref_logp");
      assertThat(in.groups()).isEqualTo(Map.of("samples", "prompt_id"));
      assertThat(kinds(losses)).isEqualTo(Map.of("nash-mp-prox", Loss.Kind.SURROGATE));
    }

    @Test
    void parl_keeps_explicit_and_implicit_terms_apart() {
      Losses losses = new ParlUpper(true).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns())
          .containsExactly("episodes.logp_direction", "pairs.preference_prob");
      assertThat(declared.outputs())
          .containsExactly("episodes.reward", "pairs.first_return", "pairs.second_return");
      assertThat(declared.roles()).containsExactly("reward");
      assertThat(in.groups()).isEqualTo(Map.of("episodes", "episode_id"));
      assertThat(kinds(losses))
          .isEqualTo(Map.of("explicit", Loss.Kind.EXACT, "implicit", Loss.Kind.EXACT));
      assertThat(kinds(new ParlUpper(false).losses(in))).containsOnlyKeys("explicit");
    }

    @Test
    void parls_lower_level() {
      Declared declared = Declared.by(new PolicyGradientInner(.99).losses(in));
      assertThat(declared.columns()).containsExactly("episodes.reward", "episodes.step");
      assertThat(declared.outputs()).containsExactly("episodes.logp");
      assertThat(kinds(new ReweightedReturn().losses(in)))
          .isEqualTo(Map.of("return", Loss.Kind.EXACT));
    }

    @Test
    void goal_conditioned_rewards_read_hidden_states_token_by_token() {
      BtContrastive contrastive = new BtContrastive(.5, 16);
      Map<String, Expr> reads = contrastive.reads(in);
      assertThat(Declared.by(reads.values()).outputs())
          .containsExactly(
              "pairs.chosen_hidden",
              "pairs.chosen_score",
              "pairs.rejected_hidden",
              "pairs.rejected_score");
      assertThat(reads.get("chosen_hidden")).returns(Level.TOKEN, Expr::level);
      assertThat(contrastive.split()).isEqualTo(org.esscher.api.CustomObjective.Split.BATCH);
    }
  }

  @Nested
  class Offline {
    private Losses odice(OdiceValue.Mode mode) {
      return new OdiceValue(.8, 1, .99, new PearsonChi2(), mode).losses(in);
    }

    @Test
    void odice_orthogonal() {
      Losses losses = odice(OdiceValue.Mode.ORTHOGONAL);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns())
          .containsExactly("transitions.reward", "transitions.terminated");
      assertThat(declared.inputs()).containsExactly("transitions.next_observation");
      assertThat(declared.outputs())
          .containsExactly(
              "transitions.next_value",
              "transitions.target_next_value",
              "transitions.target_value",
              "transitions.value");
      assertThat(kinds(losses))
          .isEqualTo(
              Map.of(
                  "forward", Loss.Kind.EXACT,
                  "backward", Loss.Kind.EXACT,
                  "linear", Loss.Kind.EXACT));
    }

    /** Check 2: g_f = (1, 0), g_b = (−0.8, 0.6), no linear term: (1, 0.6). */
    @Test
    void odice_combines_in_parameter_space() {
      Vector combined =
          java.util.Objects.requireNonNull(
                  odice(OdiceValue.Mode.ORTHOGONAL).combiners().get("value"))
              .combine(
                  Map.of(
                      "forward", Vector.of(1, 0),
                      "backward", Vector.of(-.8, .6),
                      "linear", Vector.of(0, 0)));
      assertThat(combined).isEqualTo(Vector.of(1, .6));
    }

    @Test
    void odices_other_modes_need_less() {
      Losses semi = odice(OdiceValue.Mode.SEMI);
      assertThat(kinds(semi)).containsOnlyKeys("forward", "linear");
      assertThat(semi.combiners()).isEmpty();
      assertThat(Declared.by(semi).outputs())
          .containsExactly("transitions.target_next_value", "transitions.value");
      Losses full = odice(OdiceValue.Mode.TRUE);
      assertThat(kinds(full)).containsOnlyKeys("true");
      assertThat(Declared.by(full).outputs())
          .containsExactly("transitions.next_value", "transitions.value");
      assertThat(Declared.by(full).roles()).containsExactly("value");
    }

    @Test
    void odices_policy() {
      Losses losses = new OdicePolicy(.99, 100).losses(in);
      assertThat(Declared.by(losses).outputs())
          .containsExactly(
              "transitions.logp", "transitions.target_next_value", "transitions.value");
      assertThat(losses.metrics()).containsOnlyKeys("zero_weight_fraction");
      assertThat(kinds(losses)).isEqualTo(Map.of("policy", Loss.Kind.EXACT));
    }

    @Test
    void prdc_chains_through_the_critic() {
      Losses losses = new PrdcActor(2.5).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns()).containsExactly("transitions.neighbor_action");
      assertThat(declared.outputs()).containsExactly("transitions.policy_action", "transitions.q");
      assertThat(kinds(losses)).isEqualTo(Map.of("actor", Loss.Kind.SURROGATE));
    }

    @Test
    void td3s_critic() {
      Losses losses = new Td3Critic(.99, .2, .5, 1).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns())
          .containsExactly("transitions.noise", "transitions.reward", "transitions.terminated");
      assertThat(declared.outputs())
          .containsExactly(
              "transitions.q", "transitions.target_next_action", "transitions.target_next_q");
      assertThat(kinds(losses)).isEqualTo(Map.of("critic", Loss.Kind.EXACT));
    }
  }

  @Nested
  class Online {
    @Test
    void gbrls_actor_and_critic_are_trained_by_any_objective() {
      Losses losses = new AdvantageActorCritic(.2).losses(in);
      Declared declared = Declared.by(losses);
      assertThat(declared.columns())
          .containsExactly(
              "transitions.advantage", "transitions.old_logp", "transitions.return_to_go");
      assertThat(declared.outputs()).containsExactly("transitions.logp", "transitions.value");
      assertThat(losses.losses())
          .extracting(Loss::trains)
          .containsExactly(Set.of("policy"), Set.of("value"));
    }

    @Test
    void r2pvi_declares_what_it_fits() {
      R2pvi learner = new R2pvi(new RobustKl(), .1, 1, .1, 3, List.of());
      Declared declared = Declared.by(learner.reads(in).values());
      assertThat(declared.columns())
          .containsExactly("log.features", "log.next_features", "log.next_is_fail", "log.step");
      assertThat(declared.roles()).isEmpty();
    }
  }

  /** Objectives that an author may write by mistake. */
  @Nested
  class Mistakes {
    private void refused(Function<Inputs, Losses> mistake, String... message) {
      Objective objective = mistake::apply;
      assertThatThrownBy(() -> objective.losses(in))
          .isInstanceOf(EsscherException.class)
          .hasMessageContainingAll(message);
    }

    private Expr logp(Inputs inputs) {
      return inputs.slot("samples").output("policy", "logp", Level.ROW);
    }

    private Losses loss(Expr expression) {
      return Losses.of(Loss.exact("loss", "policy", expression));
    }

    @Test
    void rows_of_two_slots() {
      refused(
          inputs ->
              loss(
                  logp(inputs)
                      .times(inputs.slot("pairs").column("reward", Level.ROW))
                      .mean(Level.BATCH)),
          "samples.policy.logp",
          "pairs.reward",
          "different slots");
    }

    @Test
    void tokens_with_pairs() {
      refused(
          inputs ->
              loss(
                  inputs
                      .slot("samples")
                      .output("policy", "logp", Level.TOKEN)
                      .times(logp(inputs).left())
                      .mean(Level.BATCH)),
          "is at TOKEN",
          "at PAIR");
    }

    @Test
    void a_loss_that_is_not_reduced() {
      refused(inputs -> loss(logp(inputs)), "loss loss is at ROW, not reduced to BATCH");
    }

    @Test
    void a_trained_snapshot() {
      refused(
          inputs -> Losses.of(Loss.exact("loss", "policy@ref", logp(inputs).mean(Level.BATCH))),
          "trains policy@ref",
          "snapshots are frozen");
    }

    @Test
    void a_stopped_loss_that_says_it_is_exact() {
      refused(
          inputs -> loss(logp(inputs).stop().times(logp(inputs)).mean(Level.BATCH)),
          "stops an output of policy");
    }

    @Test
    void the_same_slot_grouped_twice() {
      refused(
          inputs -> {
            Slot samples = inputs.slot("samples").groupedBy("prompt_id").groupedBy("episode_id");
            return loss(samples.output("policy", "logp", Level.ROW).mean(Level.BATCH));
          },
          "grouped by prompt_id and episode_id");
    }

    @Test
    void a_mean_over_what_is_finer() {
      refused(inputs -> loss(logp(inputs).mean(Level.TOKEN)), "ROW", "cannot be reduced to TOKEN");
    }

    @Test
    void a_state_updated_at_another_level() {
      refused(
          inputs -> {
            Losses losses = loss(logp(inputs).mean(Level.BATCH));
            return losses.update(Update.sum(inputs.state("z", 0), logp(inputs)));
          },
          "update SUM of z (at BATCH) by a delta at ROW");
    }

    @Test
    void an_input_taken_from_another_slot() {
      refused(
          inputs ->
              loss(
                  logp(inputs)
                      .at("completion", inputs.slot("pairs").column("chosen", Level.ROW))
                      .mean(Level.BATCH)),
          "takes its input completion from pairs.chosen of another slot");
    }
  }
}
