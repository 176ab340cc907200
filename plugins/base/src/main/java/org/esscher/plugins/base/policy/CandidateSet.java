package org.esscher.plugins.base.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts that a row chooses among; a text that is listed k times counts k times. */
final class CandidateSet {
  private final List<String> listed;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<String> texts;
  private final int[] counts;
  private final int[] firsts;

  /**
   * A set.
   *
   * @param listed the texts as they are listed, at least one
   */
  CandidateSet(List<String> listed) {
    this.listed = List.copyOf(listed);
    listed.forEach(text -> places.putIfAbsent(text, places.size()));
    this.texts = List.copyOf(places.keySet());
    this.counts = new int[texts.size()];
    this.firsts = new int[texts.size()];
    for (int i = listed.size() - 1; i >= 0; i--) {
      int place = place(listed.get(i));
      counts[place]++;
      firsts[place] = i;
    }
  }

  /** The texts as they are listed. */
  List<String> listed() {
    return listed;
  }

  /** The different texts, in the order in which they are first listed. */
  List<String> texts() {
    return texts;
  }

  /** How often a text is listed. */
  int count(int place) {
    return counts[place];
  }

  /** Where among {@link #listed} a text stands first. */
  int first(int place) {
    return firsts[place];
  }

  /** Where among {@link #texts} a text stands, or -1. */
  int place(String text) {
    return places.getOrDefault(text, -1);
  }
}
