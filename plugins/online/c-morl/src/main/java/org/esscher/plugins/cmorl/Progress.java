package org.esscher.plugins.cmorl;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.State;

/**
 * How far a run of the recipe is. Immutable.
 *
 * @param stage what is done now
 * @param step of the stage, or of the round of extensions, from 0
 * @param updates of all stages until now
 * @param archive the members
 * @param tasks places of the policies that this round extends
 * @param limit returns of the policy that the current extension began from; empty at its beginning
 */
record Progress(
    Stage stage, int step, int updates, Archive archive, List<Integer> tasks, List<Double> limit) {
  /** The stages, in order. */
  enum Stage {
    /** Policies for fixed preferences. */
    INITIALIZATION,
    /** Constrained extensions, round by round. */
    EXTENSION,
    /** More episodes of each member, for what is told. */
    EVALUATION,
    /** Nothing more. */
    DONE
  }

  Progress {
    tasks = List.copyOf(tasks);
    limit = List.copyOf(limit);
  }

  static Progress first() {
    return new Progress(Stage.INITIALIZATION, 0, 0, new Archive(List.of()), List.of(), List.of());
  }

  Progress at(Stage next) {
    return new Progress(next, 0, updates, archive, tasks, List.of());
  }

  Progress updated() {
    return new Progress(stage, step + 1, updates + 1, archive, tasks, limit);
  }

  Progress stepped() {
    return new Progress(stage, step + 1, updates, archive, tasks, limit);
  }

  Progress with(Archive changed) {
    return new Progress(stage, step, updates, changed, tasks, limit);
  }

  Progress limitedBy(List<Double> returns) {
    return new Progress(stage, step, updates, archive, tasks, returns);
  }

  /** A round of extensions of some members. */
  Progress round(List<Archive.Member> chosen) {
    List<Integer> slots = chosen.stream().map(Archive.Member::slot).toList();
    return new Progress(Stage.EXTENSION, 0, updates, archive.selected(chosen), slots, List.of());
  }

  /** A place for new parameters: of no member, and of no policy that this round begins from. */
  int freeSlot() {
    Set<Integer> reserved = new TreeSet<>(tasks);
    return archive.freeSlot(reserved);
  }

  State save() {
    return State.empty()
        .withTexts("stage", List.of(stage.name()))
        .with("step", step)
        .with("updates", updates)
        .with("tasks", tasks.stream().mapToDouble(Integer::doubleValue).toArray())
        .with("limit", limit.stream().mapToDouble(Double::doubleValue).toArray())
        .withAll("archive", archive.save());
  }

  static Progress restored(State saved) {
    return new Progress(
        Stage.valueOf(saved.texts("stage").get(0)),
        (int) saved.number("step", 0),
        (int) saved.number("updates", 0),
        Archive.restored(saved.under("archive")),
        Arrays.stream(saved.get("tasks")).mapToObj(slot -> (int) slot).toList(),
        Arrays.stream(saved.get("limit")).boxed().toList());
  }
}
