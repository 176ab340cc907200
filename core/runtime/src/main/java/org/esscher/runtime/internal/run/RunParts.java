package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.State;
import org.esscher.runtime.internal.config.RecordTree;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run is made of, as one {@link State} and back: models, estimators, optimizers,
 * environments, positions in datasets, rows that the run made. Snapshots of models do not change,
 * so a checkpoint only names them; they stand once in the {@link StateStore}.
 */
final class RunParts {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SNAPSHOT = "snapshot";

  private final ActiveRun run;
  private final StateStore store;

  RunParts(ActiveRun run, StateStore store) {
    this.run = run;
    this.store = store;
  }

  State save() {
    State whole = models();
    whole = withNamed(whole, "estimators", run.trainer().estimatorStates());
    whole = withNamed(whole, "optimizers", run.trainer().optimizerStates());
    whole = withNamed(whole, "environments", run.environments().states());
    for (Map.Entry<String, long[]> cursor : run.datasets().cursors().entrySet()) {
      whole =
          whole.with(
              "cursors/" + cursor.getKey(),
              (double) cursor.getValue()[0],
              (double) cursor.getValue()[1]);
    }
    for (String role : run.roles().redefined()) {
      Optional<Record> maker = run.roles().maker(role);
      if (maker.isPresent()) {
        String config = JSON.writeValueAsString(RecordTree.of(maker.get()));
        whole = whole.withTexts("makers/" + role, List.of(config));
      }
    }
    return whole.withAll("rows", run.datasets().logs().save(store));
  }

  private State models() {
    Map<String, State> states = new LinkedHashMap<>();
    run.roles()
        .states()
        .forEach(
            (name, state) ->
                states.put(
                    name,
                    name.indexOf('@') < 0
                        ? state
                        : State.empty().withTexts(SNAPSHOT, List.of(store.put(state)))));
    return withNamed(State.empty(), "models", states);
  }

  /** After a checkpoint: lets go of files that are no longer needed. */
  void written(State saved) {
    Set<String> needed = new TreeSet<>(run.datasets().logs().files());
    named(saved, "models")
        .values()
        .forEach(
            state -> {
              if (state.has(SNAPSHOT)) {
                needed.addAll(state.texts(SNAPSHOT));
              }
            });
    store.keep(needed);
  }

  void resume(State saved) {
    State makers = saved.under("makers");
    for (String role : makers.textNames()) {
      Map<String, Object> maker = RecordTree.fields(JSON.readTree(makers.texts(role).get(0)));
      run.roles().define(role, SavedModel.provider(maker, run.components()));
    }
    Map<String, State> models = named(saved, "models");
    models.replaceAll(
        (name, state) -> state.has(SNAPSHOT) ? store.get(state.texts(SNAPSHOT).get(0)) : state);
    run.roles().resume(models);
    run.trainer().estimatorStates().putAll(named(saved, "estimators"));
    run.trainer().optimizerStates().putAll(named(saved, "optimizers"));
    run.environments().resume(named(saved, "environments"));
    State cursors = saved.under("cursors");
    for (String name : cursors.numberNames()) {
      run.datasets().restore(name, (long) cursors.get(name)[0], (long) cursors.get(name)[1]);
    }
    run.datasets().logs().resume(saved.under("rows"), store);
    written(saved);
  }

  /** By number: one name may be the beginning of another. */
  private static State withNamed(State whole, String kind, Map<String, State> states) {
    List<String> names = List.copyOf(states.keySet());
    State result = whole.withTexts("names/" + kind, names);
    for (int i = 0; i < names.size(); i++) {
      result = result.withAll(kind + "/" + i, Objects.requireNonNull(states.get(names.get(i))));
    }
    return result;
  }

  private static Map<String, State> named(State whole, String kind) {
    Map<String, State> states = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(whole.texts("names/" + kind));
    for (int i = 0; i < names.size(); i++) {
      states.put(names.get(i), whole.under(kind + "/" + i));
    }
    return states;
  }
}
