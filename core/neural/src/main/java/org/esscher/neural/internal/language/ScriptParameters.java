package org.esscher.neural.internal.language;

import org.esscher.neural.internal.engine.ScriptModule;
import org.esscher.neural.internal.network.Layout;

/** Which parameters of a module are trained, and how they make its own. Immutable. */
interface ScriptParameters {
  /** The trained parameters. */
  Layout layout();

  /** Gives the module the parameters that the trained ones make. */
  void load(double[] trained, ScriptModule module);

  /** Takes the module's derivatives, and pulls them back to the trained parameters. */
  double[] takeGradient(double[] trained, ScriptModule module);
}
