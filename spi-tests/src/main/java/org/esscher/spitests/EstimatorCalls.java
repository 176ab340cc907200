package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.esscher.api.Estimator;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements;

/** What a call of an estimator does beside its result. */
final class EstimatorCalls {
  private EstimatorCalls() {}

  static void requireNoMemoryLeft(Trial trial) {
    Workspace workspace = trial.workspace();
    long before = workspace.allocatedBytes();
    Arena call = workspace.call();
    trial.readIn(call);
    // A leak is told by the arena as an error of the host, and here with the bytes.
    Workspace.closeLeaking(call);
    long left = workspace.allocatedBytes() - before;
    Findings.require(left == 0, "%s bytes are in use after a call of %s", left, trial.words());
  }

  static void requireSameDeclaration(Estimator estimator) {
    Requirements first = new Estimation().requirements(estimator);
    Requirements second = new Estimation().requirements(estimator);
    Findings.require(first.equals(second), "first it declared %s, then %s", first, second);
  }

  static void requireRefusalsCleanUp(Trial trial) {
    Readings before = repeated(trial);
    RefusingMemory.refuseEachInTurn(trial::readIn);
    before.requireSame("after memory was refused", trial.read(), trial.identity(), 0);
  }

  private static Readings repeated(Trial trial) {
    Readings first = trial.read();
    assumeTrue(first.says(trial.read()), "not even the same input repeats: see EST-5");
    return first;
  }

  static void requireSameOnOtherThreads(Trial trial) {
    Readings here = repeated(trial);
    int threads = SideBySide.threads(trial.estimator());
    for (Readings there : OtherThreads.atOnce(threads, trial::read)) {
      here.requireSame("on another thread", there, trial.identity(), 0);
    }
  }
}
