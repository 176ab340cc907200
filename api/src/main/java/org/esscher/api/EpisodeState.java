package org.esscher.api;

/** Capability of a {@link Model} with a memory within an episode: recurrent policies, automata. */
public interface EpisodeState {
  /**
   * Starts episodes anew.
   *
   * @param rows the rows of later batches whose episode starts, by index
   */
  void newEpisode(int... rows);
}
