package org.esscher.plugins.submodularrl;

/** The gains of one episode, as its states are visited. */
@FunctionalInterface
interface Marginals {
  /**
   * F(s | A) of a row's state s and the states A that were added before; then s is one of them. A
   * state that is in A already is not asked for.
   *
   * @param row a row of the batch that these gains were made for
   */
  double gain(int row);
}
