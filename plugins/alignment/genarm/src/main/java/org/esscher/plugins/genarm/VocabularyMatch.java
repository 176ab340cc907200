package org.esscher.plugins.genarm;

/** What the vocabularies of a policy and of its experts have to do with one another. */
public enum VocabularyMatch {
  /** They are the same, token by token. */
  STRICT,
  /** Tokens that some lack get probability 0. */
  INTERSECT
}
