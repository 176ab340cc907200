package org.esscher.plugins.mbrcsl;

import org.esscher.api.Batch;
import org.esscher.api.Dataset;
import org.esscher.api.Run;

/** How the roles {@code dynamics}, {@code behavior} and {@code policy} come to their models. */
interface Fitting {
  /**
   * Makes the models that are trained.
   *
   * @param log with {@code return_to_go}
   */
  void start(Run run, Batch log);

  /** A part of the work on the dynamics. */
  void dynamics(Run run, Dataset log, int part);

  /** Parts of the work on the dynamics. */
  int dynamicsParts();

  /** A part of the work on the behavior. */
  void behavior(Run run, Dataset log, int part);

  /** Parts of the work on the behavior. */
  int behaviorParts();

  /**
   * A part of the work on the return-conditioned policy, which the first begins anew.
   *
   * @param stage names the training
   */
  void policy(Run run, String stage, Dataset rows, int part);

  /** Parts of the work on a return-conditioned policy. */
  int policyParts();
}
