package org.esscher.plugins.mbrcsl;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Dataset;
import org.esscher.api.Run;

/** Counts, where states and actions are numbered. */
record TabularFitting(int actions) implements Fitting {
  @Override
  public void start(Run run, Batch log) {
    // Fitted models are made by their fits.
  }

  @Override
  public void dynamics(Run run, Dataset log, int part) {
    run.fit("dynamics", new TabularDynamics(), Map.of("transitions", log.batch()));
  }

  @Override
  public int dynamicsParts() {
    return 1;
  }

  @Override
  public void behavior(Run run, Dataset log, int part) {
    run.fit("behavior", new TabularRcsl(actions, false), Map.of("transitions", log.batch()));
  }

  @Override
  public int behaviorParts() {
    return 1;
  }

  @Override
  public void policy(Run run, String stage, Dataset rows, int part) {
    run.fit("policy", new TabularRcsl(actions, true), Map.of("transitions", rows.batch()));
  }

  @Override
  public int policyParts() {
    return 1;
  }
}
