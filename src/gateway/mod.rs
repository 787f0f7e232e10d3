//! What a gateway between front ends and Flex decides.
