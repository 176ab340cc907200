package org.esscher.neural;

/** The numbers that a network computes with. */
public enum Precision {
  /** 32 bits: what networks are trained in. Results depend on a batch's size in the last digits. */
  FLOAT32,
  /** 64 bits: about half as fast, for checks of gradients and exact work. */
  FLOAT64
}
