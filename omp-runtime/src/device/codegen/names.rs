//! Names of user variables in the generated code.
