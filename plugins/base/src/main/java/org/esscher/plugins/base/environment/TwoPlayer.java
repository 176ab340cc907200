package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;

/**
 * A process with an adversary, whose force is added to that of the {@code protagonist}'s action.
 * The {@code adversary}'s action has the form of the protagonist's: where actions are numbered, 0
 * to n − 1 are forces evenly from −force to +force; where they are vectors, each component times
 * force, held within ±1 before. Both see the same; the adversary's reward is minus the
 * protagonist's.
 *
 * <p>Knobs: {@code adversary_force}, and those of the process.
 *
 * @param environment the process: one whose actions are forces ({@code cart-pole}, {@code
 *     pendulum}, {@code mountain-car}, {@code acrobot}, {@code point-maze})
 * @param force the adversary's largest force, in the unit of the process: newtons for {@code
 *     cart-pole}, newton meters for {@code pendulum} and {@code acrobot}, and for the others the
 *     largest push of their own
 */
@Component(
    value = "two-player",
    summary = "zero-sum game: a process whose adversary pushes too",
    paper = "Pinto et al. 2017, arXiv 1703.02702")
public record TwoPlayer(
    @Default("pendulum") EnvironmentProvider environment,
    @Default("0.5") @PositiveOrZero double force)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    Environment process = environment.create(copies, context);
    if (process instanceof Simulation simulation) {
      return new Game(simulation, force);
    }
    process.close();
    throw EsscherException.user(
        "'two-player' was asked to wrap %s, in which no force can act; choose cart-pole, pendulum,"
            + " mountain-car, acrobot or point-maze",
        environment);
  }

  private static final class Game implements Environment {
    private static final String FORCE = "adversary_force";
    private static final List<String> PLAYERS = List.of("protagonist", "adversary");

    private final Simulation process;
    private final Knobs strength;

    Game(Simulation process, double force) {
      this.process = process;
      this.strength = new Knobs(new String[] {FORCE}, force);
    }

    @Override
    public int copies() {
      return process.copies();
    }

    @Override
    public List<String> players() {
      return PLAYERS;
    }

    private Space own() {
      return process.actionSpace(PLAYERS.get(0)).orElseThrow();
    }

    @Override
    public Optional<Space> actionSpace(String player) {
      Space own = own();
      return Optional.of(
          player.equals(PLAYERS.get(0)) || own instanceof Space.Discrete
              ? own
              : Space.Box.within(own.width(), 1));
    }

    @Override
    public Optional<Space> observationSpace() {
      return process.observationSpace();
    }

    @Override
    public void reset(int[] copies, Context context) {
      process.reset(copies, context);
    }

    @Override
    public Batch observe(Context context) {
      return withPlayers(process.observe(context), context.columns());
    }

    /** A row a player for each row. */
    private Batch withPlayers(Batch rows, Columns columns) {
      int[] twice = new int[2 * rows.rows()];
      List<String> players = new ArrayList<>();
      for (int row = 0; row < twice.length; row++) {
        twice[row] = row / 2;
        players.add(PLAYERS.get(row % 2));
      }
      return rows.take(twice).with("player", columns.texts(players));
    }

    @Override
    public Batch step(Batch batch, Context context) {
      Actions actions = Actions.of(own(), batch);
      int[] protagonists = new int[copies()];
      double[] forces = new double[copies() * own().width()];
      for (int copy = 0; copy < copies(); copy++) {
        protagonists[copy] = 2 * copy;
        for (int i = 0; i < own().width(); i++) {
          forces[copy * own().width() + i] = strength.at(0) * push(actions, 2 * copy + 1, i);
        }
      }
      process.push(forces);
      Batch answer = process.step(batch.take(protagonists), context);
      Batch both = withPlayers(answer, context.columns());
      double[] rewards = both.column("reward").toArray();
      for (int row = 1; row < rewards.length; row += 2) {
        rewards[row] = -rewards[row];
      }
      Map<String, Column> columns = new LinkedHashMap<>();
      both.names().forEach(name -> columns.put(name, both.column(name)));
      columns.put("reward", context.columns().numbers(rewards));
      columns.put("next_player", both.column("player"));
      columns.remove("player");
      return context.columns().batch(columns);
    }

    /** Within ±1. */
    private double push(Actions actions, int row, int component) {
      return own() instanceof Space.Discrete numbered
          ? 2.0 * actions.number(row) / (numbered.count() - 1) - 1
          : actions.bounded(row * own().width() + component, 1);
    }

    @Override
    public State save() {
      return process.save().withAll("adversary", strength.save());
    }

    @Override
    public void restore(State saved) {
      process.restore(saved);
      strength.restore(saved.under("adversary"));
    }

    @Override
    public void perturb(Map<String, Double> knobs) {
      Map<String, Double> others = new TreeMap<>(knobs);
      Double force = others.remove(FORCE);
      process.perturb(others);
      if (force != null) {
        strength.turn(Map.of(FORCE, force));
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
