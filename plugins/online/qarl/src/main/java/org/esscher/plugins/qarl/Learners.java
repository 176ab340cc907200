package org.esscher.plugins.qarl;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Objective;
import org.esscher.api.Run;
import org.esscher.api.Space;
import org.esscher.api.Stage;
import org.esscher.api.control.Networks;
import org.esscher.api.control.Noise;

/** The two players' networks, and their updates. */
final class Learners {
  /** The role that plays the protagonist's best actions. */
  static final String GREEDY = "greedy";

  /** The role that plays the adversary's. */
  static final String GREEDY_ADVERSARY = "greedy_adversary";

  /** The version of the adversary that the protagonist was trained with. */
  static final String TRAINED = "trained";

  private static final String TARGET = "target";

  private final QarlRecipe recipe;
  private final Run run;

  Learners(QarlRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
  }

  private boolean tuned() {
    return recipe.protTemp() == QarlRecipe.ProtTemp.AUTO;
  }

  private Networks networks() {
    return Networks.of(new Match(recipe, run).environment(), recipe.hidden(), run.context())
        .requireVectors("qarl");
  }

  /** Makes all networks. */
  void make() {
    Networks networks = networks();
    run.define("policy", networks.stochastic(true, true));
    run.define(GREEDY, networks.greedy("policy", 0));
    if (tuned()) {
      run.define("critic", networks.critic(2));
      run.define("temperature", networks.logTemperature());
      run.save("critic", TARGET);
    } else {
      makeCritics(Roles.PROTAGONIST, networks);
    }
    makeAdversary();
  }

  private void makeCritics(Roles player, Networks networks) {
    for (String critic : player.critics()) {
      run.define(critic, networks.critic(1));
      run.save(critic, TARGET);
    }
  }

  private void makeAdversary() {
    Match match = new Match(recipe, run);
    Space space = match.environment().actionSpace(match.adversary()).orElse(null);
    if (!(space instanceof Space.Box box)) {
      throw EsscherException.user(
          "the adversary's actions are %s; vectors are needed", space == null ? "not said" : space);
    }
    Networks own = networks();
    Networks networks =
        new Networks(
            own.observed(), 0, box.width(), box.high().get(0), recipe.hidden(), run.context());
    run.define(Roles.ADVERSARY.policy(), networks.stochastic(true, true));
    run.define(GREEDY_ADVERSARY, networks.greedy(Roles.ADVERSARY.policy(), 0));
    makeCritics(Roles.ADVERSARY, networks);
  }

  /** Keeps the adversary as the version {@link #TRAINED}, and makes a new one. */
  void replaceAdversary() {
    run.save(Roles.ADVERSARY.policy(), TRAINED);
    makeAdversary();
  }

  /** One update of the protagonist. */
  void protagonist(Batch steps) {
    Context context = run.context();
    if (!tuned()) {
      double[] alphas = new double[steps.rows()];
      Arrays.fill(alphas, recipe.alpha());
      update(0, "protagonist", steps.with("temperature", context.columns().numbers(alphas)));
      return;
    }
    Map<String, ?> config =
        Map.of("discount", recipe.discount(), "targetEntropy", -networks().components());
    Stage stage =
        new Stage(
            "protagonist",
            context.component(Objective.class, "sac", config),
            Map.of("", recipe.optimizer(), "temperature", recipe.temperatureOptimizer()),
            Double.POSITIVE_INFINITY,
            1);
    Batch own = Noise.added(run, steps.with("action", steps.column("action_0")), "noise");
    run.train(stage, Map.of("transitions", Noise.added(run, own, "next_noise")));
    run.average("critic", TARGET, recipe.polyak());
  }

  /** One update of the adversary, whose optimizers are kept under a stage's name. */
  void adversary(String stage, Batch steps) {
    update(1, stage, steps);
  }

  private void update(int player, String stage, Batch steps) {
    Roles roles = player == 0 ? Roles.PROTAGONIST : Roles.ADVERSARY;
    Columns columns = run.context().columns();
    Batch next = columns.batch(Map.of("observation", steps.column("next_observation")));
    Batch drawn = run.sample(roles.policy(), next, 1);
    Batch own =
        steps
            .with("action", steps.column("action_" + player))
            .with("next_logp", drawn.column("behavior_logp"));
    for (int number = 1; number <= 2; number++) {
      String name = "next_q" + number;
      String target = roles.of("critic_" + number) + "@" + TARGET;
      own = own.with(name, run.score(target, drawn, "q", name).column(name));
    }
    Objective losses = new SacTemp(recipe.discount(), player).withRoles(roles::of);
    run.train(
        Stage.of(stage, losses, recipe.optimizer()),
        Map.of("transitions", Noise.added(run, own, "noise")));
    for (String critic : roles.critics()) {
      run.average(critic, TARGET, recipe.polyak());
    }
  }
}
