package org.esscher.plugins.qarl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** The environment of {@link SampledTemperature}. */
final class TemperedEnvironment implements Environment {
  private final Environment played;
  private final double omega;
  private final SampledTemperature.Draw draw;
  private final double[] temperatures;
  private double concentration;
  private double strength = 1;

  TemperedEnvironment(
      Environment played, double concentration, double omega, SampledTemperature.Draw draw) {
    this.played = played;
    this.omega = omega;
    this.draw = draw;
    this.concentration = concentration;
    this.temperatures = new double[played.copies()];
  }

  @Override
  public int copies() {
    return played.copies();
  }

  @Override
  public List<String> players() {
    return played.players();
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return played.actionSpace(player);
  }

  @Override
  public Optional<Space> observationSpace() {
    return played.observationSpace().filter(Space.Box.class::isInstance).map(this::widened);
  }

  private Space widened(Space space) {
    Space.Box box = (Space.Box) space;
    List<Double> low = new ArrayList<>(box.low());
    List<Double> high = new ArrayList<>(box.high());
    low.add(0.0);
    high.add(Double.POSITIVE_INFINITY);
    return new Space.Box(low, high);
  }

  @Override
  public void reset(int[] copies, Context context) {
    played.reset(copies, context);
    RandomGenerator random = context.random();
    for (int copy : copies) {
      boolean drawn = draw == SampledTemperature.Draw.GAMMA && concentration > 0;
      temperatures[copy] =
          (drawn ? GammaSampler.draw(concentration, random) : concentration) / omega;
    }
  }

  @Override
  public Batch observe(Context context) {
    return tempered("", played.observe(context), context.columns());
  }

  /** With the temperature appended to the observation. */
  private Batch tempered(String prefix, Batch rows, Columns columns) {
    Column observed = rows.column(prefix + "observation");
    if (observed.isText() || observed.ragged()) {
      throw EsscherException.user(
          "'sampled-temperature' appends a number to observations, and these are %s; choose an"
              + " environment that shows numbers or vectors",
          observed.isText() ? "text" : "lists");
    }
    int width = observed.width();
    double[] shown = new double[rows.rows() * (width + 1)];
    double[] own = new double[rows.rows()];
    for (int row = 0; row < own.length; row++) {
      own[row] = temperatures[row / players().size()];
      observed.read((long) row * width, shown, row * (width + 1), width);
      shown[row * (width + 1) + width] = own[row];
    }
    return rows.with(prefix + "observation", columns.vectors(width + 1, shown))
        .with(prefix + "temperature", columns.numbers(own));
  }

  @Override
  public Batch step(Batch actions, Context context) {
    Batch answer = played.step(weakened(actions, context.columns()), context);
    return tempered("next_", answer, context.columns());
  }

  /** The actions, those of all players but the first times the strength. */
  private Batch weakened(Batch actions, Columns columns) {
    if (strength == 1) {
      return actions;
    }
    Column column = actions.column("action");
    double[] values = column.toArray();
    for (int i = 0; i < values.length; i++) {
      boolean adversary = i / column.width() % players().size() > 0;
      values[i] *= adversary ? strength : 1;
    }
    return actions.with("action", columns.shapedLike(column, values));
  }

  @Override
  public State save() {
    return State.empty()
        .withAll("played", played.save())
        .with("temperatures", temperatures)
        .with("knobs", concentration, strength);
  }

  @Override
  public void restore(State saved) {
    played.restore(saved.under("played"));
    System.arraycopy(saved.get("temperatures"), 0, temperatures, 0, temperatures.length);
    concentration = saved.get("knobs")[0];
    strength = saved.get("knobs")[1];
  }

  @Override
  public void perturb(Map<String, Double> knobs) {
    Map<String, Double> others = new TreeMap<>(knobs);
    Double k = others.remove(SampledTemperature.CONCENTRATION);
    Double factor = others.remove(SampledTemperature.STRENGTH);
    requireWithin(SampledTemperature.CONCENTRATION, k, Double.MAX_VALUE);
    requireWithin(SampledTemperature.STRENGTH, factor, 1);
    if (factor != null && factor != 1 && !vectors()) {
      throw EsscherException.user(
          "the knob '%s' can't be set to %s: numbered actions have no strength",
          SampledTemperature.STRENGTH, factor);
    }
    played.perturb(others);
    concentration = k == null ? concentration : k;
    strength = factor == null ? strength : factor;
  }

  private static void requireWithin(String name, @Nullable Double value, double high) {
    if (value != null && !(value >= 0 && value <= high)) {
      throw EsscherException.user(
          "the knob '%s' can't be set to %s; a number from 0 to %s is needed", name, value, high);
    }
  }

  private boolean vectors() {
    return players().stream()
        .allMatch(player -> actionSpace(player).filter(Space.Box.class::isInstance).isPresent());
  }

  @Override
  public void close() {
    played.close();
  }
}
