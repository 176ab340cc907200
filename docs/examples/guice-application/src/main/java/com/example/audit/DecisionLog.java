package com.example.audit;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The file of logged decisions. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@interface DecisionLog {}
