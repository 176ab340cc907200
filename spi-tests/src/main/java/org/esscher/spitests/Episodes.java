package org.esscher.spitests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;

/**
 * Drives an environment: each call has a seed of its own, copies whose episode ended are reset
 * before the next step. What was seen is written down as text, so that two drives can be compared.
 */
final class Episodes {
  /** Chooses what every copy does. */
  @FunctionalInterface
  interface Actions {
    /**
     * Chooses.
     *
     * @param environment what acts
     * @param random the source of randomness
     * @param columns makes the columns
     * @return a row a copy
     */
    Batch choose(Environment environment, RandomGenerator random, Columns columns);
  }

  private final Environment environment;
  private final Actions actions;
  private final Workspace workspace;
  private final List<String> seen = new ArrayList<>();
  private Batch observations;
  private Batch taken;
  private Batch outcome;
  private Batch shown;
  private long calls;

  Episodes(Environment environment, Actions actions, Workspace workspace) {
    this.environment = environment;
    this.actions = actions;
    this.workspace = workspace;
    environment.reset(IntStream.range(0, environment.copies()).toArray(), context(seed()));
    this.observations = environment.observe(context(0));
    this.taken = observations;
    this.outcome = observations;
    this.shown = observations;
    note("reset", observations);
  }

  private long seed() {
    calls++;
    return 31 * calls;
  }

  /** One step of every copy, and a reset of those that ended. */
  void step() {
    // Three a step, whether a copy ended or not: the next step's seeds don't depend on it.
    long choosing = seed();
    long stepping = seed();
    long resetting = seed();
    taken = actions.choose(environment, Workspace.random(choosing), workspace.inputs());
    outcome = environment.step(taken, context(stepping));
    note("step", outcome);
    shown = environment.observe(context(0));
    observations = shown;
    int[] ended = ended();
    if (ended.length > 0) {
      environment.reset(ended, context(resetting));
      observations = environment.observe(context(0));
      note("reset of " + Arrays.toString(ended), observations);
    }
  }

  Episodes steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
    return this;
  }

  /** Copies whose episode ended in the last step. */
  int[] ended() {
    Column terminated = outcome.column("terminated");
    Column truncated = outcome.column("truncated");
    return IntStream.range(0, outcome.rows())
        .filter(row -> terminated.at(row) != 0 || truncated.at(row) != 0)
        .map(row -> row / players())
        .distinct()
        .toArray();
  }

  /** Rows a copy. */
  int players() {
    return environment.players().size();
  }

  /** What the copies show now, those that ended being started anew. */
  Column observation() {
    return observations.column("observation");
  }

  /** What the copies showed right after the last step. */
  Batch shown() {
    return shown;
  }

  /** A context outside the drive's own count. */
  Context context(long seed) {
    return workspace.context(workspace.inputs(), seed);
  }

  /** Actions of all copies, made elsewhere. */
  Batch actionsIn(Columns columns) {
    return actions.choose(environment, Workspace.random(3), columns);
  }

  Batch outcome() {
    return outcome;
  }

  Batch taken() {
    return taken;
  }

  Environment environment() {
    return environment;
  }

  List<String> seen() {
    return List.copyOf(seen);
  }

  /** What was seen after the first entries. */
  List<String> seenAfter(int entries) {
    return List.copyOf(seen.subList(entries, seen.size()));
  }

  private void note(String call, Batch batch) {
    StringBuilder text = new StringBuilder(call);
    for (String name : batch.names()) {
      Column column = batch.column(name);
      text.append(' ').append(name).append('=');
      text.append(
          column.isText()
              ? IntStream.range(0, column.rows()).mapToObj(column::text).toList()
              : Arrays.toString(column.toArray()));
    }
    seen.add(text.toString());
  }
}
