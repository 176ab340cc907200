package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Assumptions;

/** What environments have to keep. */
final class EnvironmentRules {
  private static final int STEPS = 40;

  private EnvironmentRules() {}

  static void requireObservations(Episodes episodes) {
    for (int step = 0; step < STEPS; step++) {
      Column observation = episodes.observation();
      require(
          observation.rows() == episodes.environment().copies() * episodes.players(),
          "%s copies, with %s players each, were observed in %s rows",
          episodes.environment().copies(),
          episodes.players(),
          observation.rows());
      requireFinite("observation", step, observation);
      episodes.step();
    }
  }

  private static void requireFinite(String name, int step, Column column) {
    double[] values = column.isText() ? new double[0] : column.toArray();
    for (int i = 0; i < values.length; i++) {
      require(
          Double.isFinite(values[i]),
          "number %s of %s is %s after %s steps",
          i,
          name,
          values[i],
          step);
    }
  }

  static void requireOutcomes(Episodes episodes) {
    for (int step = 1; step <= STEPS; step++) {
      episodes.step();
      Batch outcome = episodes.outcome();
      require(
          outcome.has("reward") || outcome.has("rewards"),
          "a step gives reward or rewards; this one gave %s",
          outcome.names());
      for (String name : List.of("next_observation", "terminated", "truncated")) {
        require(outcome.has(name), "a step gives %s; this one gave %s", name, outcome.names());
      }
      require(
          outcome.rows() == episodes.taken().rows(),
          "%s actions had %s outcomes",
          episodes.taken().rows(),
          outcome.rows());
      for (String name : List.of("reward", "rewards", "cost")) {
        if (outcome.has(name)) {
          requireFinite(name, step, outcome.column(name));
        }
      }
      for (String flag : List.of("terminated", "truncated")) {
        for (double value : outcome.column(flag).toArray()) {
          require(value == 0 || value == 1, "%s is %s after %s steps", flag, value, step);
        }
      }
    }
  }

  /** Each column of the observation comes back from a step, as it is afterwards. */
  static void requireNextIsShown(Episodes episodes) {
    for (int step = 1; step <= STEPS; step++) {
      episodes.step();
      for (String name : episodes.shown().names()) {
        String next = "next_" + name;
        require(
            episodes.outcome().has(next),
            "observe shows %s, and a step gives no %s but %s",
            name,
            next,
            episodes.outcome().names());
        List<String> key = List.of(name);
        for (int row = 0; row < episodes.shown().rows(); row++) {
          String shown = Choices.key(episodes.shown(), row, key);
          String given = Choices.key(episodes.outcome(), row, List.of(next));
          require(
              shown.equals(given),
              "after step %s copy %s shows %s %s, but the step gave %s %s",
              step,
              row,
              name,
              shown.replace('\u0000', ' '),
              next,
              given.replace('\u0000', ' '));
        }
      }
    }
  }

  /** Actions outside the exact model's are refused with their row. */
  static void requireInvalidActionsRefused(Episodes episodes) {
    int actions = TabularRules.model(episodes.environment()).actions();
    for (int invalid : new int[] {-1, actions}) {
      Batch valid = episodes.actionsIn(episodes.context(0).columns());
      double[] taken = valid.column("action").toArray();
      taken[1] = invalid;
      long[] changed = Arrays.stream(taken).mapToLong(action -> (long) action).toArray();
      Batch batch = valid.with("action", episodes.context(0).columns().integers(changed));
      try {
        episodes.environment().step(batch, episodes.context(1));
      } catch (EsscherException refusal) {
        require(
            refusal.code() == ErrorCode.DATA && String.valueOf(refusal.getMessage()).contains("1"),
            "action %s in row 1 is refused with code %s and without its row: %s",
            invalid,
            refusal.code(),
            refusal.getMessage());
        continue;
      }
      throw new AssertionError(
          "action " + invalid + " was taken, though actions are 0 to " + (actions - 1));
    }
  }

  static void requireSame(String what, List<String> expected, List<String> found) {
    for (int i = 0; i < expected.size(); i++) {
      require(
          expected.get(i).equals(found.get(i)),
          "%s: call %s gave%n%s%nand then%n%s",
          what,
          i,
          expected.get(i),
          found.get(i));
    }
  }

  static void requireRepeatable(Supplier<Episodes> made) {
    requireSame(
        "with the same seeds", made.get().steps(STEPS).seen(), made.get().steps(STEPS).seen());
  }

  /** A drive to compare with, of an environment that repeats at all. */
  private static List<String> reference(Supplier<Episodes> made, int steps) {
    List<String> first = made.get().steps(steps).seen();
    assumeTrue(first.equals(made.get().steps(steps).seen()), "not even episodes repeat: see ENV-3");
    return first;
  }

  /** Restoring a moment, then taking the same steps, gives the same; tried at every step. */
  static void requireRestorable(Supplier<Episodes> made) {
    int last = 12;
    List<String> expected = reference(made, last);
    for (int moment = 0; moment < last; moment++) {
      Episodes first = made.get().steps(moment);
      State saved = first.environment().save();
      Episodes again = made.get();
      // Elsewhere than where the moment was, so that restoring has something to do.
      again.steps(moment);
      int before = again.seen().size();
      again.environment().reset(new int[] {0, 2}, again.context(99));
      again.environment().restore(saved);
      again.steps(last - moment);
      requireSame(
          "restored after " + moment + " steps",
          expected.subList(before, expected.size()),
          again.seenAfter(before));
    }
  }

  static void requireOthersStay(Episodes episodes) {
    for (int step = 0; step < STEPS; step++) {
      episodes.step();
      Column before = episodes.observation();
      episodes.environment().reset(new int[] {0}, episodes.context(7 + step));
      Batch after = episodes.environment().observe(episodes.context(0));
      double[][] here = Readings.rows(before);
      double[][] there = Readings.rows(after.column("observation"));
      require(
          there.length == here.length,
          "a reset of one copy gave %s rows for %s copies",
          there.length,
          here.length);
      for (int row = episodes.players(); row < here.length; row++) {
        require(
            Arrays.equals(here[row], there[row]),
            "a reset of copy 0 moved copy %s from %s to %s",
            row / episodes.players(),
            Arrays.toString(here[row]),
            Arrays.toString(there[row]));
      }
    }
  }

  static void requireUnknownKnobRefused(Episodes episodes) {
    String knob = "no_such_knob";
    try {
      episodes.environment().perturb(Map.of(knob, 1.0));
    } catch (EsscherException refusal) {
      require(
          String.valueOf(refusal.getMessage()).contains(knob),
          "the refusal of the knob %s doesn't name it: %s",
          knob,
          refusal.getMessage());
      return;
    }
    throw new AssertionError("the knob " + knob + " was accepted");
  }

  static void requireNoMemoryLeft(Episodes episodes, Workspace workspace) {
    long before = workspace.allocatedBytes();
    Arena call = workspace.call();
    episodes.environment().reset(new int[] {0}, workspace.context(call, 5));
    episodes.environment().observe(workspace.context(call, 5));
    episodes.environment().step(episodes.actionsIn(call), workspace.context(call, 6));
    Workspace.closeLeaking(call);
    long left = workspace.allocatedBytes() - before;
    require(left == 0, "%s bytes are in use after a reset, an observation and a step", left);
  }

  static void requireClosingTwice(Supplier<Episodes> made) {
    List<String> expected = reference(made, STEPS);
    Episodes closed = made.get();
    Episodes other = made.get();
    closed.environment().close();
    closed.environment().close();
    requireSame("after another environment was closed", expected, other.steps(STEPS).seen());
    other.environment().close();
    other.environment().close();
  }

  static void requireSameOnOtherThread(Supplier<Episodes> made) {
    List<String> here = reference(made, STEPS);
    Episodes elsewhere = made.get();
    List<String> there = OtherThreads.atOnce(1, () -> elsewhere.steps(STEPS).seen()).get(0);
    requireSame("on another thread", here, there);
  }

  static void assumeIndependence(Supplier<Episodes> made) {
    try {
      requireIndependence(made);
    } catch (AssertionError shared) {
      Assumptions.abort("not even in turns they do what they do alone: see ENV-13");
    }
  }

  static List<String> seen(Episodes episodes) {
    return episodes.steps(STEPS).seen();
  }

  static void requireSameSideBySide(List<String> here, List<String> there) {
    requireSame("on several threads at once", here, there);
  }

  /** Two environments that take turns see what each sees alone. */
  static void requireIndependence(Supplier<Episodes> made) {
    List<String> alone = reference(made, STEPS);
    Episodes first = made.get();
    Episodes second = made.get();
    IntStream.range(0, STEPS)
        .forEach(
            step -> {
              first.step();
              second.step();
            });
    requireSame("beside another environment", alone, first.seen());
    requireSame("beside another environment", alone, second.seen());
  }
}
