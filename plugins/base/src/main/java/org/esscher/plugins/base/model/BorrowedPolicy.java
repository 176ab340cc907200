package org.esscher.plugins.base.model;

import org.esscher.api.Model;
import org.esscher.api.Policy;

/** A policy that belongs to somebody else. */
final class BorrowedPolicy extends Borrowed implements Policy {
  BorrowedPolicy(Model policy) {
    super(policy);
  }
}
