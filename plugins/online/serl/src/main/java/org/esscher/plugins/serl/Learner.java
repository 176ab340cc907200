package org.esscher.plugins.serl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.control.Networks;
import org.esscher.api.control.Noise;

/** One policy with its critics, temperature, memory and demonstrations. */
final class Learner {
  /** Before the roles of the reset policy. */
  static final String RESET = "reset_";

  /** The role that plays the task policy's best actions. */
  static final String GREEDY = "greedy";

  private static final String TARGET = "target";
  private static final List<String> REMEMBERED =
      List.of("observation", "action", "reward", "next_observation", "terminated");

  private final SerlRecipe recipe;
  private final Run run;
  private final String prefix;
  private final String source;

  Learner(SerlRecipe recipe, Run run, String prefix, String source) {
    this.recipe = recipe;
    this.run = run;
    this.prefix = prefix;
    this.source = source;
  }

  /** The rows in which a player acted. */
  static Batch own(Batch rows, int player, int players) {
    if (players == 1) {
      return rows;
    }
    Column active = rows.column(ForwardBackward.ACTIVE);
    int[] own = new int[rows.rows()];
    int count = 0;
    for (int row = player; row < own.length; row += players) {
      if (active.at(row) == 1) {
        own[count++] = row;
      }
    }
    return rows.take(Arrays.copyOf(own, count));
  }

  /** Makes the networks. */
  void make(Environment environment) {
    Context context = run.context();
    Networks networks = Networks.of(environment, recipe.hidden(), context).requireVectors("serl");
    if (networks.bound() != 1) {
      throw EsscherException.user(
          "serl's actions are within [-1, 1], and this environment's are bounded by %s; choose or"
              + " wrap another",
          networks.bound());
    }
    if (demonstrated()) {
      requireActions(run.data(source).batch());
    }
    Map<String, Object> critic = new LinkedHashMap<>();
    critic.put("width", networks.observed() + networks.components());
    critic.put("members", recipe.ensemble());
    critic.put("hidden", recipe.hidden());
    critic.put("layerNorm", recipe.layerNorm());
    run.define(prefix + "policy", networks.stochastic(true, true));
    run.define(prefix + "critic", context.component(ModelProvider.class, "mlp-q", critic));
    run.define(prefix + "temperature", new SoftplusTemperature(recipe.initTemperature()));
    run.save(prefix + "critic", TARGET);
    if (prefix.isEmpty()) {
      run.define(GREEDY, networks.greedy("policy", 0));
    }
  }

  private static void requireActions(Batch log) {
    Column actions = log.column("action");
    for (int i = 0; i < actions.rows() * actions.width(); i++) {
      Twists.require(i / actions.width(), i % actions.width(), actions.at(i));
    }
  }

  private boolean demonstrated() {
    return recipe.demoFraction() > 0 && run.has(source);
  }

  /** Keeps what was played, rewarded as the recipe says. */
  void remember(Batch rows) {
    if (rows.rows() == 0) {
      return;
    }
    Batch paid =
        recipe.rewards() == SerlRecipe.Rewards.ENVIRONMENT
            ? rows
            : new LearnedReward(recipe, run).paid(rows);
    Map<String, Column> kept = new LinkedHashMap<>();
    REMEMBERED.forEach(name -> kept.put(name, paid.column(name)));
    run.append(prefix + "replay", run.context().columns().batch(kept), recipe.memory());
  }

  /** Rows of the memory, with demonstrations among them. */
  private Batch drawn() {
    Batch rows = run.draw(run.data(prefix + "replay"), recipe.batch());
    if (!demonstrated()) {
      return rows;
    }
    return run.apply(new DemoMix(recipe.demoFraction()), run.data(source), rows);
  }

  /** Steps of the critics, then one of the actor and the temperature on the last batch. */
  void update() {
    Batch rows = drawn();
    for (int i = 0; i < recipe.utd(); i++) {
      Batch part = rows;
      if (recipe.split()) {
        part = part(rows, i);
      } else if (i > 0) {
        rows = drawn();
        part = rows;
      }
      critics(part);
    }
    actor(rows);
    temperature(rows);
  }

  /** Every utd-th row, so that each part has its share of demonstrations. */
  private Batch part(Batch rows, int number) {
    int[] own = new int[rows.rows() / recipe.utd()];
    Arrays.setAll(own, i -> i * recipe.utd() + number);
    return rows.take(own);
  }

  private void critics(Batch rows) {
    Columns columns = run.context().columns();
    Batch next = columns.batch(Map.of("observation", rows.column("next_observation")));
    Batch acted = run.sample(prefix + "policy", next, 1);
    String name = "next_q_target";
    Batch judged = run.score(prefix + "critic@" + TARGET, acted, "q_members", name);
    Batch own =
        tempered(rows)
            .with(name, judged.column(name))
            .with("next_logp", acted.column("behavior_logp"));
    run.train(
        Stage.of(prefix + "critics", recipe.critic().withRoles(prefix::concat), recipe.optimizer()),
        Map.of("transitions", own));
    run.average(prefix + "critic", TARGET, recipe.tau());
  }

  private Batch tempered(Batch rows) {
    return run.score(prefix + "temperature", rows, "temperature", "temperature");
  }

  private void actor(Batch rows) {
    run.train(
        Stage.of(prefix + "actor", new RlpdActor().withRoles(prefix::concat), recipe.optimizer()),
        Map.of("transitions", Noise.added(run, tempered(rows), "noise")));
  }

  private void temperature(Batch rows) {
    Batch acted = run.sample(prefix + "policy", rows, 1);
    Double wanted = recipe.targetEntropy();
    double target = wanted == null ? -rows.column("action").width() / 2.0 : wanted;
    Columns columns = run.context().columns();
    Batch own = columns.batch(Map.of("pi_logp", acted.column("behavior_logp")));
    run.train(
        Stage.of(
            prefix + "temperature",
            new SacTemperature(target).withRoles(prefix::concat),
            recipe.optimizer()),
        Map.of("transitions", own));
  }
}
